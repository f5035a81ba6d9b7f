import { describe, expect, it } from "vitest";
import { prunePasses, scheduledSparsity } from "../../src/pruning/schedule.ts";
import { diagnose } from "../../src/recipes/diagnostics.ts";
import { parseRecipe } from "../../src/recipes/parseRecipe.ts";
import type { Recipe } from "../../src/recipes/recipe.ts";
import { layersOf } from "../../src/recipes/rules.ts";
import { network, recipe, rule } from "./layers.ts";

const layers = [...layersOf(network), { name: "flatten", className: "Flatten", tensors: [] }];

/** Code and sentence of each problem. */
function found(settings: Partial<Recipe>): [string, string][] {
  return diagnose(recipe(settings), layers).map(({ code, message }) => [code, message]);
}

describe("a recipe's diagnostics", () => {
  it("find nothing to say about a sound recipe", () => {
    expect(found({ rules: [rule("pointwise"), rule("dense_1")] })).toEqual([]);
  });

  it("find nothing to say about a recipe without rules, which trains densely", () => {
    expect(found({})).toEqual([]);
  });

  it.each<[string, string, string]>([
    [
      "a misspelt layer, with the nearest names",
      "dnse_1",
      "The network has nothing of that name. Did you mean dense_1?",
    ],
    ["a misspelt class", "conv2d", "The network has nothing of that name. Did you mean Conv2D?"],
    ["a layer that is like several", "convx", "The network has nothing of that name. Did you mean conv1 or conv?"],
    ["a name like no other", "transformer", "The network has nothing of that name."],
    [
      "a layer of biases and normalisation",
      "conv1_bn",
      'Biases, normalisation and depthwise kernels have to be named each, as in "conv1_bn/gamma" or "conv1_bn/beta".',
    ],
    [
      "a glob of depthwise layers",
      "*_dw_*",
      'Biases, normalisation and depthwise kernels have to be named each, as in "conv_dw_1/depthwise_kernel".',
    ],
    ["moving statistics", "conv1_bn/moving_mean", "Moving statistics are not learned and cannot be pruned."],
    ["a layer without weights", "flatten", "What it names has no weights."],
    ["a nested model", "backbone", 'It is a model within the model; "backbone/**" selects the layers in it.'],
  ])("name a selector that selects nothing: %s", (_, select, why) => {
    expect(found({ rules: [rule("conv1"), rule([select])] })).toEqual([
      ["selectorMatchesNothing", `"${select}" selects no weights. ${why}`],
    ]);
  });

  it("name a group that the network has no layer of", () => {
    const dense = layersOf(network.filter(({ className }) => className === "Dense"));
    const problems = diagnose(recipe({ rules: [rule("dense_1"), rule("depthwise")] }), dense);
    expect(problems.map(({ message }) => message)).toEqual([
      '"depthwise" selects no weights. The network has no depthwise layers.',
    ]);
  });

  it("say what a group selects where a single layer has its name", () => {
    expect(found({ rules: [rule("dense")] })).toEqual([
      [
        "groupNamesLayer",
        '"dense" means the group and selects 2 tensors. The layer of that name alone is "dense/kernel".',
      ],
    ]);
  });

  it("name a trainable selector that selects no layer", () => {
    expect(found({ trainable: ["conv1", "dens_1"], rules: [] })).toEqual([
      [
        "selectorMatchesNothing",
        '"dens_1" selects no layer. The network has nothing of that name. Did you mean dense_1?',
      ],
    ]);
  });

  it("name a rule that later ones override as a whole, and not one that keeps a tensor", () => {
    expect(found({ rules: [rule("dense_1"), rule("conv1"), rule("conv"), rule("Dense")] })).toEqual([
      [
        "ruleOverridden",
        "All that this rule selects is selected again by rules[3], and the last rule wins. Move this one to the end, or remove it.",
      ],
      [
        "ruleOverridden",
        "All that this rule selects is selected again by rules[2], and the last rule wins. Move this one to the end, or remove it.",
      ],
    ]);
    expect(found({ rules: [rule("conv"), rule("conv1")] })).toEqual([]);
  });

  it("say that rules prune nothing", () => {
    expect(found({ rules: [rule("conv1", { sparsityUpperBound: 0 })] })).toEqual([
      ["nothingPruned", "The rules prune nothing: the run would only fine-tune the network."],
    ]);
  });

  it("say what an endPass off the interval reaches, and name the nearest one that reaches all", () => {
    const target = rule("conv1", { intervalPass: 7, endPass: 60 });
    const reached = (scheduledSparsity(target, 56) * 100).toFixed(1);
    expect(found({ rules: [target] })).toEqual([
      [
        "boundNotReached",
        `endPass 60 is no multiple of intervalPass 7: the last prune event, at pass 56, reaches ${reached} %, not 75.0 %. The nearest endPass that reaches it is 63.`,
      ],
    ]);
  });

  it("name an endPass that does reach the bound, whatever the numbers", () => {
    for (let intervalPass = 1; intervalPass < 12; intervalPass++) {
      for (let endPass = 0; endPass < 40; endPass++) {
        const target = rule("conv1", { intervalPass, endPass });
        const last = prunePasses(target).at(-1) ?? 0;
        const problems = found({ rules: [target] });
        expect(problems.length).toBe(last === endPass ? 0 : 1);
        for (const [code, message] of problems) {
          const named = code === "oneEventOnly" ? intervalPass : Number(message.match(/(\d+)\.$/)?.[1]);
          expect(prunePasses({ ...target, endPass: named }).at(-1)).toBe(named);
          expect(Math.abs(named - endPass)).toBeLessThanOrEqual(code === "oneEventOnly" ? 12 : intervalPass / 2);
        }
      }
    }
  });

  it("say that an interval beyond the end leaves one event", () => {
    const reached = (scheduledSparsity(rule("conv1", { intervalPass: 10, endPass: 6 }), 0) * 100).toFixed(1);
    expect(found({ rules: [rule("conv1", { intervalPass: 10, endPass: 6 })] })).toEqual([
      [
        "oneEventOnly",
        `intervalPass 10 is more than endPass 6: the only prune event, at pass 0, reaches ${reached} %, not 75.0 %. Set intervalPass to 6 or less, or endPass to 10.`,
      ],
    ]);
  });

  it("accept one event where it reaches the bound", () => {
    expect(found({ rules: [rule("conv1", { endPass: 0 })] })).toEqual([]);
    expect(found({ rules: [rule("conv1", { schedule: "constant", intervalPass: 10, endPass: 6 })] })).toEqual([]);
  });

  it("say what is reached where the run ends before the schedule", () => {
    const reached = (scheduledSparsity(rule("conv1"), 57) * 100).toFixed(1);
    expect(found({ passes: 60, rules: [rule("conv1")] })).toEqual([
      [
        "scheduleCutOff",
        `The run has 60 passes, and the last prune event of rules[0] is due at pass 60: ${reached} % is reached, not 75.0 %. Set passes above 60.`,
      ],
    ]);
  });

  it("answer at once for a schedule of a thousand million events, as when a number is being typed", () => {
    const endless = rule("conv1", { intervalPass: 1, endPass: 1_000_000_000 });
    expect(found({ passes: 999_999_999, rules: [endless] }).map(([code]) => code)).toEqual(["scheduleCutOff"]);
  });

  it("advise passes after the last event", () => {
    expect(found({ passes: 61, rules: [rule("conv1")] })).toEqual([
      [
        "noRecovery",
        "The last prune event is at pass 60, and the run ends with that pass. Some more passes let the network recover.",
      ],
    ]);
    expect(found({ passes: 62, rules: [rule("conv1")] })).toEqual([]);
  });

  it("check the schedules where the network is not known", () => {
    const problems = diagnose(
      recipe({ passes: 61, rules: [rule("whatever", { endPass: 10 }), rule("other")] }),
      undefined,
    );
    expect(problems.map(({ code }) => code)).toEqual(["boundNotReached", "noRecovery"]);
  });

  it("point to the place in the text, or to what encloses a default", () => {
    const text = `{ "model": "m", "dataset": { "type": "sample", "name": "fashion-mnist" }, "passes": 100, "rules": [
      { "select": ["conv1", "nothing"], "sparsityUpperBound": 0.5, "intervalPass": 7 } ] }`;
    const { recipe: parsed, source } = parseRecipe(text);
    if (!parsed) throw new Error("the recipe is sound");
    const places = diagnose(parsed, layers, source).map(({ code, range }) => {
      return [code, range?.line, text.slice(range?.offset, (range?.offset ?? 0) + (range?.length ?? 0))];
    });
    expect(places).toEqual([
      ["selectorMatchesNothing", 2, '"nothing"'],
      ["boundNotReached", 2, text.slice(text.indexOf('{ "select"'), text.indexOf(" ] }"))],
    ]);
  });
});
