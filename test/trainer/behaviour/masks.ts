import { expect, it } from "vitest";
import { optimizers } from "../optimizers.ts";
import { describeEngine, type TestedEngine } from "../testedEngine.ts";
import { batch, maskOf, trained, weightsOf } from "./train.ts";

const pruned = "fc1/kernel";

/** Describes what becomes of weights that a mask cuts, and of the others. */
export function describeMasks(tested: TestedEngine): void {
  describeEngine("masks", tested, (engine) => {
    it.each(optimizers)("keep weights at +0 through every update, negative ones too: %o", async (optimizer) => {
      const network = await trained(engine(), 3, { optimizer });
      const values = network.read(pruned).map((weight) => -Math.abs(weight) - 0.01);
      const mask = maskOf(values.length);
      network.write(pruned, values);
      network.setMask(pruned, mask);
      expectCut(network.read(pruned), mask);
      for (let step = 3; step < 8; step++) {
        network.step(batch, step, 0.05);
        expectCut(network.read(pruned), mask);
      }
    });

    it("cut what was written before them", async () => {
      const network = await trained(engine(), 2);
      const values = network.read(pruned).map((_, i) => i + 1);
      const mask = maskOf(values.length);
      network.write(pruned, values);
      network.setMask(pruned, mask);
      expect([...network.read(pruned)]).toEqual([...values].map((value, i) => value * mask[i]));
    });

    it("leave what is written after them until the next update", async () => {
      const network = await trained(engine(), 2);
      const values = network.read(pruned).map((_, i) => 1 / (i + 1));
      const mask = maskOf(values.length);
      network.setMask(pruned, mask);
      network.write(pruned, values);
      expect([...network.read(pruned)]).toEqual([...values]);
      network.step(batch, 2, 0.05);
      expectCut(network.read(pruned), mask);
    });

    it("of later events cut more, and what was cut stays cut", async () => {
      const network = await trained(engine(), 1);
      const size = network.read(pruned).length;
      const [first, second] = [maskOf(size, 0), maskOf(size, 0).map((kept, i) => kept * maskOf(size, 1)[i])];
      network.setMask(pruned, first);
      network.step(batch, 1, 0.05);
      expectCut(network.read(pruned), first);
      network.setMask(pruned, second);
      network.step(batch, 2, 0.05);
      network.step(batch, 3, 0.05);
      expectCut(network.read(pruned), second);
    });

    it("of several tensors may come in several events", async () => {
      const network = await trained(engine(), 1);
      const names = ["conv/kernel", "fc2/kernel", "fc1/bias"];
      const masks = new Map(names.map((name) => [name, maskOf(network.read(name).length)]));
      for (const [i, [name, mask]] of [...masks].entries()) {
        network.setMask(name, mask);
        network.step(batch, i + 1, 0.05);
      }
      for (const [name, mask] of masks) expectCut(network.read(name), mask);
    });

    it("cut frozen weights once, and leave the others of them as they are", async () => {
      const network = await trained(engine(), 1, { trainable: ["fc2"] });
      const before = network.read(pruned).slice();
      const mask = maskOf(before.length);
      network.setMask(pruned, mask);
      for (let step = 1; step < 4; step++) network.step(batch, step, 0.05);
      expect([...network.read(pruned)]).toEqual([...before].map((value, i) => (mask[i] === 0 ? 0 : value)));
    });

    it("do not change when the caller's own array does", async () => {
      const network = await trained(engine(), 1);
      const mask = maskOf(network.read(pruned).length);
      const given = mask.slice();
      network.setMask(pruned, given);
      given.fill(0);
      network.step(batch, 1, 0.05);
      expectCut(network.read(pruned), mask);
    });

    it("give the same weights whether anybody looks at them between the steps or not", async () => {
      const run = async (look: boolean) => {
        const network = await trained(engine(), 0);
        for (let step = 0; step < 4; step++) {
          if (step > 0) network.setMask(pruned, maskOf(network.read(pruned).length, step % 2));
          if (look) {
            weightsOf(network);
            network.evaluate(batch);
            network.saveOptimizer();
          }
          network.step(batch, step, 0.05);
        }
        return weightsOf(network);
      };
      expect(await run(true)).toEqual(await run(false));
    });

    it("are refused for tensors that the network does not have", async () => {
      const network = await trained(engine(), 0);
      expect(() => network.setMask("fc9/kernel", new Float32Array(3))).toThrow("no tensor fc9/kernel");
      expect(() => network.read("fc9/kernel")).toThrow("no tensor fc9/kernel");
    });
  });
}

/** Exactly +0 where the mask is 0, and alive elsewhere. */
function expectCut(weights: Float32Array, mask: Float32Array): void {
  weights.forEach((weight, i) => {
    if (mask[i] === 0) expect(Object.is(weight, 0), `${weight} at ${i}`).toBe(true);
    else expect(weight).not.toBe(0);
  });
}
