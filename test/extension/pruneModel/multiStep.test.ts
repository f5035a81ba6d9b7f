import { describe, expect, it } from "vitest";
import type { QuickPickItem } from "vscode";
import { MultiStep, type Step } from "../../../src/extension/pruneModel/steps/multiStep.ts";
import { FakeInputs } from "./fakeInputs.ts";

const place = { title: "Prune Model", step: 1, totalSteps: 2 };
const items = ["a", "b", "c"].map((label) => ({ label }));

function start(steps: (multi: MultiStep) => Step) {
  const inputs = new FakeInputs();
  const multi = new MultiStep(inputs);
  return { inputs, multi, ended: multi.run(steps(multi)) };
}

/** Two lists, one after the other; `answers` collects what was chosen. */
function twoLists(answers: string[]) {
  return start((multi) => {
    const ask =
      (next?: Step): Step =>
      async () => {
        answers.push((await multi.pick({ ...place, placeholder: "?", items })).label);
        return next;
      };
    return ask(ask());
  });
}

describe("questions in steps", () => {
  it("are asked one after the other, each with its title and place", async () => {
    const answers: string[] = [];
    const { inputs, ended } = twoLists(answers);
    const first = await inputs.next();
    expect(first).toMatchObject({ ...place, placeholder: "?" });
    first.choose("b");
    (await inputs.next()).choose("c");
    expect(await ended).toBe(true);
    expect(answers).toEqual(["b", "c"]);
    expect(inputs.shown.some(({ isShown }) => isShown)).toBe(false);
  });

  it("have a way back, but not from the first one", async () => {
    const answers: string[] = [];
    const { inputs, ended } = twoLists(answers);
    const first = await inputs.next();
    expect(first.buttons).toEqual([]);
    first.choose("a");
    const second = await inputs.next();
    expect(second.buttons).toHaveLength(1);
    second.back();
    (await inputs.next()).choose("b");
    (await inputs.next()).choose("c");
    expect(await ended).toBe(true);
    expect(answers).toEqual(["a", "b", "c"]);
  });

  it("end where a person leaves", async () => {
    const { inputs, ended } = twoLists([]);
    (await inputs.next()).escape();
    expect(await ended).toBe(false);
  });

  it("fail with what a step fails with", async () => {
    const { ended } = start(() => () => Promise.reject(new Error("no disk")));
    await expect(ended).rejects.toThrow("no disk");
  });

  it("lead to details and back: the way back from a step is not through its own details", async () => {
    const asked: string[] = [];
    const { inputs, ended } = start((multi) => {
      const pick = async (name: string) => {
        asked.push(name);
        return (await multi.pick({ ...place, placeholder: "?", items })).label;
      };
      const form: Step = async () => ((await pick("form")) === "a" ? detail : undefined);
      const detail: Step = async () => {
        await pick("detail");
        return form;
      };
      const first: Step = async () => {
        await pick("first");
        return form;
      };
      return first;
    });
    (await inputs.next()).choose();
    (await inputs.next()).choose("a");
    (await inputs.next()).choose();
    (await inputs.next()).back();
    (await inputs.next()).choose();
    (await inputs.next()).choose("b");
    expect(await ended).toBe(true);
    expect(asked).toEqual(["first", "form", "detail", "form", "first", "form"]);
  });
});

describe("a list", () => {
  it("gets better while it is open, and keeps the item that a person has moved to", async () => {
    let show: (items: readonly QuickPickItem[]) => void = () => {};
    let done: () => void = () => {};
    const { inputs } = start((multi) => async () => {
      const refine = (shown: typeof show) => {
        show = shown;
        return new Promise<void>((resolve) => {
          done = resolve;
        });
      };
      await multi.pick<QuickPickItem>({ ...place, placeholder: "?", items, refine });
      return undefined;
    });
    const [list] = inputs.shown;
    expect(list.busy).toBe(true);
    show([{ label: "new" }, ...items]);
    // VS Code tells later that it has moved to the first one.
    list.moveTo("a");
    show([{ label: "newer" }, { label: "new" }, ...items]);
    expect(list.activeItems).toEqual([{ label: "newer" }]);
    list.moveTo("b");
    show([{ label: "newest" }, { label: "newer" }, ...items]);
    expect(list.activeItems).toEqual([{ label: "b" }]);
    done();
    expect((await inputs.next()).busy).toBe(false);
  });

  it("tells who fills it that nobody looks any more", async () => {
    let signal: AbortSignal | undefined;
    const { inputs, ended } = start((multi) => async () => {
      const refine = (_: unknown, given: AbortSignal) => {
        signal = given;
        return Promise.resolve();
      };
      await multi.pick({ ...place, placeholder: "?", items, refine });
      return undefined;
    });
    const list = await inputs.next();
    expect(signal?.aborted).toBe(false);
    list.choose();
    await ended;
    expect(signal?.aborted).toBe(true);
  });

  it("does not take an item that is only there to be read, nor none of several", async () => {
    const { inputs, ended } = start((multi) => async () => {
      await multi.pick({ ...place, placeholder: "?", items, accepts: ({ label }) => label !== "a" });
      return async () => {
        const many = await multi.pickMany({ ...place, placeholder: "?", items, picked: [items[2]] });
        expect(many.map(({ label }) => label)).toEqual(["a", "b"]);
        return undefined;
      };
    });
    const list = await inputs.next();
    list.choose("a");
    expect(await inputs.next()).toBe(list);
    list.choose("b");
    const several = await inputs.next();
    expect(several.selectedItems).toEqual([items[2]]);
    several.pick();
    expect(await inputs.next()).toBe(several);
    several.pick("a", "b");
    expect(await ended).toBe(true);
  });
});

it("a box tells at every letter what the text means, and takes it only when it means something", async () => {
  let answer = 0;
  const { inputs, ended } = start((multi) => async () => {
    answer = await multi.ask({
      ...place,
      prompt: "How many?",
      value: "3",
      reply: (text) =>
        Number(text) > 0
          ? { value: Number(text), severity: "information", message: `${text} it is` }
          : { value: undefined, severity: "error", message: "more than that" },
    });
    return undefined;
  });
  const box = await inputs.next();
  expect(box.validationMessage).toEqual({ message: "3 it is", severity: 1 });
  box.enter("0");
  expect(box.validationMessage).toEqual({ message: "more than that", severity: 3 });
  expect(box.isShown).toBe(true);
  box.enter("7");
  expect(await ended).toBe(true);
  expect(answer).toBe(7);
});
