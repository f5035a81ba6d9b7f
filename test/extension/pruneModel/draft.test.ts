import { describe, expect, it } from "vitest";
import {
  type Reply,
  replyToBound,
  replyToEnd,
  replyToInterval,
  replyToLearningRate,
  replyToPasses,
} from "../../../src/extension/pruneModel/draft/numberAnswers.ts";
import { planLines } from "../../../src/extension/pruneModel/draft/plan.ts";
import { defaultPasses, defaultTiming } from "../../../src/extension/pruneModel/draft/recipeDraft.ts";
import { presetsFor, prunableLayers, ruleOf } from "../../../src/extension/pruneModel/draft/ruleDrafts.ts";
import { type PastRun, timeText } from "../../../src/extension/pruneModel/draft/timeEstimate.ts";
import { keptCount, scheduledSparsity } from "../../../src/pruning/schedule.ts";
import { layersOf } from "../../../src/recipes/rules.ts";
import { History } from "../../../src/runs/history.ts";
import { emptyRunState } from "../../../src/runs/reduce.ts";
import { layer } from "../../recipes/layers.ts";
import { draftOf, mobileNet } from "./drafts.ts";

const plain = (text: string) => text.replaceAll("\u202f", " ");
const said = <Value>({ value, severity, message }: Reply<Value>) => [value, severity, plain(message)];

describe("presets", () => {
  const titles = (...layers: ReturnType<typeof layer>[]) =>
    presetsFor(layersOf(layers.flat())).map(({ title, rules }) => [title, ...rules.map(({ select }) => select)]);
  const conv = layer("c", "Conv2D", { kernel: [3, 3, 3, 8] });
  const pointwise = layer("p", "Conv2D", { kernel: [1, 1, 3, 8] });
  const dense = layer("d", "Dense", { kernel: [8, 4], bias: [4] });

  it("are those that mean something for the network", () => {
    expect(titles(conv, pointwise, dense)).toEqual([
      ["Pointwise convolutions and dense layers, as the original demo", "pointwise", "dense"],
      ["All convolutions and dense layers", "conv", "dense"],
    ]);
    expect(titles(pointwise, dense)).toEqual([
      ["Pointwise convolutions and dense layers, as the original demo", "pointwise", "dense"],
    ]);
    expect(titles(conv, dense)).toEqual([["All convolutions and dense layers", "conv", "dense"]]);
    expect(titles(dense)).toEqual([["All dense layers", "dense"]]);
    expect(titles(layer("e", "Embedding", { embeddings: [9, 9] }))).toEqual([]);
  });

  it("leave biases, normalisation and moving statistics alone, as choosing layers does", () => {
    const chosen = ruleOf(prunableLayers(layersOf(mobileNet)));
    expect(chosen.tensors.map(({ name }) => name)).toEqual([
      "conv1/kernel",
      "conv_dw_1/depthwise_kernel",
      "conv_pw_1/kernel",
      "conv_pw_2/kernel",
      "predictions/kernel",
    ]);
    expect(chosen.select).toEqual(["conv1", "conv_dw_1", "conv_pw_1", "conv_pw_2", "predictions"]);
  });

  it("select a layer that is called like a group by its kernel", () => {
    expect(ruleOf(prunableLayers(layersOf(layer("dense", "Dense", { kernel: [8, 4] })))).select).toBe("dense/kernel");
  });
});

describe("what is typed", () => {
  const [rule] = draftOf().rules;

  it("as a bound is a share or a percentage, and shows its curve", () => {
    expect(said(replyToBound("0.5", rule, defaultTiming))).toEqual([
      0.5,
      "information",
      "pass 0: 11.2 % · 3: 17.8 % · 6: 22.4 % · … · 60: 50.0 % · keeps 576 of 1,152 weights",
    ]);
    expect(replyToBound(" 75 % ", rule, defaultTiming).value).toBe(0.75);
    expect(said(replyToBound("75", rule, defaultTiming))).toEqual([
      undefined,
      "error",
      "A share of zeros, below 1. For 75 % write 0.75.",
    ]);
    for (const text of ["", "0", "1", "-0.5", "200 %", "abc", "100"]) {
      expect(replyToBound(text, rule, defaultTiming).value).toBeUndefined();
    }
  });

  it("as interval or end warns where the bound is not reached, with what would reach it", () => {
    expect(replyToEnd("60", rule, defaultTiming).severity).toBe("information");
    const [value, severity, message] = said(replyToEnd("61", rule, defaultTiming));
    expect([value, severity]).toEqual([61, "warning"]);
    expect(message).toContain("75.0 % is not reached: end pass 61 is no multiple of interval 3; 60 is.");
    expect(said(replyToInterval("7", rule, defaultTiming))[2]).toContain("interval 7; 63 is.");
    expect(replyToInterval("0", rule, defaultTiming).value).toBeUndefined();
    expect(replyToEnd("1.5", rule, defaultTiming).value).toBeUndefined();
    expect(replyToEnd("61", rule, { ...defaultTiming, schedule: "constant" }).severity).toBe("information");
  });

  it("as passes is told what is left to recover, or what is not reached", () => {
    const reply = (text: string) => said(replyToPasses(text, [rule], defaultTiming));
    expect(reply("100")).toEqual([
      100,
      "information",
      "39 of them after the last prune event, at pass 60: the network recovers.",
    ]);
    expect(reply("61")[1]).toBe("warning");
    expect(reply("60")[2]).toBe(
      "The last prune event is due at pass 60, and passes count from 0: 73.9 % would be reached, not 75.0 %. Take 61 or more.",
    );
    expect(reply("0")[0]).toBeUndefined();
    expect(replyToPasses("5", [], defaultTiming).severity).toBe("information");
  });

  it("as a learning rate is a number above 0", () => {
    expect(replyToLearningRate("1e-3").value).toBe(0.001);
    expect(replyToLearningRate("0").value).toBeUndefined();
    expect(replyToLearningRate("3").severity).toBe("warning");
  });

  it("has passes to begin with that leave a third of them for recovery", () => {
    expect(defaultPasses([rule], defaultTiming)).toBe(100);
    expect(defaultPasses([rule], { ...defaultTiming, endPass: 12 })).toBe(20);
    expect(defaultPasses([], defaultTiming)).toBe(10);
  });
});

describe("the plan", () => {
  it("says what each rule and all of them do", () => {
    const lines = planLines(draftOf()).map(({ title, summary, detail = "" }) => [title, summary, detail].map(plain));
    expect(lines).toEqual([
      [
        "pointwise convolutions to 75.0 %",
        "21 events up to pass 60, the first to 16.8 %",
        "2 tensors · 1,152 weights · 58.2 % of the network",
      ],
      [
        "dense layers to 80.0 %",
        "21 events up to pass 60, the first to 17.9 %",
        "1 tensor · 640 weights · 32.4 % of the network",
      ],
      ["69.6 % of all weights become zero", "601 of 1,978 are kept", ""],
      ["100 passes", "learning rate 0.001, 32 examples a batch", ""],
    ]);
  });

  it("counts kept weights as the pruner does", () => {
    const draft = draftOf();
    const cut = draft.rules.flatMap(({ tensors, sparsityUpperBound }) => {
      const sparsity = scheduledSparsity({ ...draft.timing, sparsityUpperBound }, 60);
      return tensors.map(({ shape }) => {
        const size = shape.reduce((product, extent) => product * extent, 1);
        return size - keptCount(size, sparsity);
      });
    });
    const sum = cut.reduce((all, one) => all + one, 0);
    expect(planLines(draft)[2].summary).toBe(`${1978 - sum} of 1,978 are kept`);
  });

  it("promises no more than the passes let happen", () => {
    const [line] = planLines(draftOf({ passes: 4 }));
    expect(plain(line.title)).toBe("pointwise convolutions to 26.7 %");
    expect(line.summary).toContain("2 events up to pass 3");
  });

  it("of a network without weights is to train it", () => {
    expect(planLines(draftOf({ rules: [], passes: 10 })).map(({ question }) => question)).toEqual(["training"]);
  });
});

describe("the time that a run will take", () => {
  const pass = (wallSeconds: number) => ({ wallSeconds }) as never;
  const run = (model: string, dataset: object, seconds: number[]): PastRun => ({
    name: "runs/before",
    folder: "/w/runs/before",
    state: { ...emptyRunState, passes: History.of(...seconds.map(pass)) },
    recipe: {
      baseFolder: "/w",
      recipe: { model, dataset },
      model: { path: `/w/${model}` },
      engine: { name: "wasm" },
    } as never,
  });
  const sample = { type: "sample", name: "fashion-mnist" } as const;
  const work = { model: "/w/net.h5", data: sample, passes: 20 };
  const unknown = "measured during the first pass";

  it("is that of an earlier run of the same model on the same data", () => {
    const text = timeText(work, [run("other.h5", sample, [1]), run("net.h5", sample, [9, 3, 3])]);
    expect(plain(text)).toBe("about 1 min 0 s: 3.0 s a pass, as in runs/before (wasm)");
  });

  it("is that of the run that made the model", () => {
    expect(timeText({ ...work, model: "/w/runs/before" }, [run("net.h5", sample, [3])])).not.toBe(unknown);
  });

  it.each([
    ["there is no run", []],
    ["the run has another model", [run("other.h5", sample, [1])]],
    ["the run has other data", [run("net.h5", { type: "images", path: "flowers" }, [1])]],
    ["the run ended before its first pass did", [run("net.h5", sample, [])]],
  ])("is not known where %s", (_, runs) => {
    expect(timeText(work, runs)).toBe(unknown);
  });

  it("compares folders, wherever the recipe lay", () => {
    const past = run("net.h5", { type: "images", path: "data/flowers" }, [2]);
    expect(timeText({ ...work, data: { type: "images", path: "/w/data/flowers" } }, [past])).not.toBe(unknown);
    expect(timeText({ ...work, data: { type: "images", path: "/w/flowers" } }, [past])).toBe(unknown);
  });
});
