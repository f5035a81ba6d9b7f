import fc from "fast-check";
import { expect, it } from "vitest";
import { History } from "../../src/runs/history.ts";

it("every version of a history stays as it was, whichever version the next one is made from", () => {
  const steps = fc.array(fc.record({ from: fc.nat(), append: fc.boolean(), value: fc.nat(9) }), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (given) => {
      const versions = [History.of<number>()];
      const model: number[][] = [[]];
      for (const { from, append, value } of given) {
        const i = from % versions.length;
        if (append) {
          versions.push(versions[i].append(value));
          model.push([...model[i], value]);
        } else {
          versions.push(versions[i].dropEnd((item) => item > value));
          const kept = model[i].slice();
          while ((kept.at(-1) ?? 0) > value) kept.pop();
          model.push(kept);
        }
      }
      expect(versions.map((version) => version.toArray())).toEqual(model);
      expect(versions.map((version) => [...version])).toEqual(model);
      expect(versions.map((version) => version.at(-1))).toEqual(model.map((items) => items.at(-1)));
      expect(versions.map((version) => version.at(version.length))).toEqual(model.map(() => undefined));
    }),
  );
});

it("a history grows to a million items: it would never get there if each append copied", () => {
  let history = History.of<number>();
  for (let i = 0; i < 1_000_000; i++) history = history.append(i);
  expect(history.at(-1)).toBe(999_999);
});
