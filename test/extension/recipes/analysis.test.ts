import { applyEdits } from "jsonc-parser";
import { describe, expect, it } from "vitest";
import type { RecipeAnalysis } from "../../../src/extension/recipes/analysis.ts";
import { fileFixes } from "../../../src/extension/recipes/fileFixes.ts";
import { dataFilesOf, dataPlaceOf, modelOf } from "../../../src/extension/recipes/recipeFiles.ts";
import { isNamedAfter, trainingRecipe } from "../../../src/extension/recipes/trainFirst.ts";
import type { DatasetSettings } from "../../../src/recipes/recipe.ts";
import { RecipeSource } from "../../../src/recipes/source.ts";
import { endsOf, mobileNet, networkOf } from "../pruneModel/drafts.ts";
import { analyse, analyseWith, changed, files, recipe, withoutRules } from "./analyses.ts";

const images = '"dataset": { "type": "images", "path": "flowers" }';
const sample = '"dataset": { "type": "sample", "name": "fashion-mnist" }';

/** Code, sentence, and the text that it is about. */
function found({ problems, text }: RecipeAnalysis) {
  return problems.map(({ code, message, range }) => {
    return [code, message, range && text.slice(range.offset, range.offset + range.length)];
  });
}

describe("a recipe in its folder", () => {
  it("has no problems where all is well, and a plan", async () => {
    const analysis = await analyse();
    expect(found(analysis)).toEqual([]);
    expect(analysis.plan?.map(({ tensor, rule }) => [tensor.name, rule])).toEqual([
      ["conv_pw_1/kernel", 0],
      ["conv_pw_2/kernel", 1],
      ["predictions/kernel", 1],
    ]);
  });

  it("has problems of its text, and of its selectors", async () => {
    const analysis = await analyse(changed('"predictions"', '"predictoins"'));
    expect(found(analysis).map(([code, , text]) => [code, text])).toEqual([
      ["selectorMatchesNothing", '"predictoins"'],
    ]);
  });

  it("says that its model is missing, at its place, and leaves selectors alone", async () => {
    const analysis = await analyse(recipe, files({ missing: ["/w/mobilenet/model.json"] }));
    expect(found(analysis)).toEqual([
      [
        "modelMissing",
        "There is no mobilenet/model.json. Paths start at the recipe's folder.",
        '"mobilenet/model.json"',
      ],
    ]);
    expect(analysis.plan).toBeUndefined();
  });

  it("says why its model cannot be trained", async () => {
    const refuse = async () => {
      throw new Error("It is a graph-model.");
    };
    expect(found(await analyse(recipe, files({ network: refuse })))[0]).toEqual([
      "modelUnusable",
      "It is a graph-model.",
      '"mobilenet/model.json"',
    ]);
  });

  it("does not say that selectors select nothing in a network whose weights are still to come", async () => {
    const layers = [{ name: "conv_pw_1", className: "Conv2D", tensors: [] }];
    expect(found(await analyseWith({ weights: 0, layers }))).toEqual([]);
  });

  it("says which data is missing", async () => {
    const analysis = await analyse(changed(sample, images), files({ missing: ["/w/flowers"] }));
    expect(found(analysis)).toEqual([
      ["dataMissing", "There is no flowers. Paths start at the recipe's folder.", '"flowers"'],
    ]);
  });

  it("says that data does not fit the network, and why", async () => {
    expect(found(await analyseWith(endsOf([28, 28, 1], 1000)))).toEqual([
      [
        "dataUnusable",
        "The data does not fit the network: 10 classes, but the network has 1,000 outputs.",
        '{ "type": "sample", "name": "fashion-mnist" }',
      ],
    ]);
    const values = changed('"passes"', '"loss": "meanSquaredError", "passes"');
    expect(found(await analyseWith(endsOf([28, 28, 1], 1000), values))).toEqual([]);
  });

  it("says that there are more or fewer probabilities in a row than the network has outputs", async () => {
    const data = {
      inputShapes: [[28, 28, 1]],
      targets: [{ kind: "classes", count: 12, exact: true }],
      columns: [],
    } as never;
    const arrays = { type: "npy", trainInputs: "a", trainTargets: "b", testInputs: "c", testTargets: "d" };
    const text = changed(sample, `"dataset": ${JSON.stringify(arrays)}, "loss": "kullbackLeibler"`);
    expect(found(await analyse(text, files({ data: async () => data })))).toEqual([
      [
        "dataUnusable",
        "The data does not fit the network: 12 classes, but the network has 10 outputs.",
        JSON.stringify(arrays),
      ],
    ]);
  });

  it("says which lists have more or fewer entries than the network has inputs or outputs", async () => {
    const ends = {
      inputs: ["left", "right"].map((layer) => ({ layer, shape: [4] })),
      outputs: ["kind", "value"].map((layer) => ({ layer, size: 2 })),
    };
    const arrays = { type: "npy", trainInputs: "a", trainTargets: ["b"], testInputs: "c", testTargets: "d" };
    const text = changed(sample, `"dataset": ${JSON.stringify(arrays)}, "loss": ["huber"], "lossWeights": [1]`);
    expect(found(await analyseWith(ends, text)).map(([code, message]) => [code, message])).toEqual([
      [
        "differentCounts",
        "loss has 1 entry, but the network has 2 outputs (kind, value). Give one for each, in this order.",
      ],
      [
        "differentCounts",
        "lossWeights has 1 entry, but the network has 2 outputs (kind, value). Give one for each, in this order.",
      ],
      [
        "differentCounts",
        "dataset.trainInputs has 1 entry, but the network has 2 inputs (left, right). Give one for each, in this order.",
      ],
      [
        "differentCounts",
        "dataset.trainTargets has 1 entry, but the network has 2 outputs (kind, value). Give one for each, in this order.",
      ],
    ]);
  });

  it("says which array of a list does not fit its input or output, and which is missing", async () => {
    const ends = {
      inputs: ["left", "right"].map((layer, i) => ({ layer, shape: [4 + i] })),
      outputs: ["kind", "value"].map((layer) => ({ layer, size: 3 })),
    };
    const data = { inputShapes: [[4], [4]], targets: [undefined, undefined], columns: [] } as never;
    const lists = {
      trainInputs: ["a", "b"],
      trainTargets: ["c", "d"],
      testInputs: ["a", "b"],
      testTargets: ["c", "d"],
    };
    const text = changed(sample, `"dataset": ${JSON.stringify({ type: "npy", ...lists })}`);
    const given = { network: async () => networkOf(mobileNet, ends), data: async () => data };
    expect(found(await analyse(text, files(given)))[0].slice(0, 2)).toEqual([
      "dataUnusable",
      "The data does not fit the network: [4] an example, but the network takes [5] at right.",
    ]);
    expect(found(await analyse(text, files({ ...given, missing: ["/w/d"] })))).toEqual([
      ["dataMissing", "There is no d. Paths start at the recipe's folder.", '"d"'],
      ["dataMissing", "There is no d. Paths start at the recipe's folder.", '"d"'],
    ]);
  });

  it("says that a table has no such column of labels, with the nearest one", async () => {
    const text = changed(sample, '"dataset": { "type": "csv", "train": "a.csv", "label": "speces" }');
    const columns = ["length", "species"].map((name) => ({ name, examples: [], targets: undefined }));
    const data: never = { inputShapes: [[28, 28, 1]], targets: [undefined], columns } as never;
    const analysis = await analyse(text, files({ data: async () => data }));
    expect(found(analysis)).toEqual([
      ["labelMissing", 'a.csv has no column "speces". Did you mean species?', '"speces"'],
    ]);
    const [problem] = analysis.problems;
    const candidates = columns.map(({ name }) => ({ value: name, kind: "column", detail: "" }) as const);
    const [fix] = fileFixes(problem, analysis.source, candidates);
    expect(fix.title).toBe('Change to "species"');
    expect(applyEdits(text, fix.edits)).toContain('"label": "species"');
  });

  it("is read as far as it goes while it is typed", async () => {
    const analysis = await analyse(`{ "model": "mobilenet/model.json", "rules": [{ "select": "" }`);
    expect(analysis.recipe).toBeUndefined();
    expect(analysis.network?.weights).toBeGreaterThan(0);
  });
});

describe("files that a recipe names", () => {
  const source = (dataset: object) => new RecipeSource(JSON.stringify({ model: "../m.h5", dataset }));

  it("are found from its folder", () => {
    expect(modelOf(source({}), "/w/recipes")?.path).toBe("/w/m.h5");
    expect(dataFilesOf(source({ type: "images", path: "flowers" }), "/w")).toEqual([
      { at: ["dataset", "path"], name: "flowers", path: "/w/flowers" },
    ]);
    expect(dataFilesOf(source({ type: "csv", train: "a.csv", label: "b" }), "/w").map(({ name }) => name)).toEqual([
      "a.csv",
    ]);
    expect(dataFilesOf(source({ type: "sample", name: "fashion-mnist" }), "/w")).toEqual([]);
    expect(dataFilesOf(source({}), "/w")).toEqual([]);
  });

  it("are the data's place", () => {
    const csv = { type: "csv", train: "a.csv", label: "b", testShare: 0.2, normalize: "none" } as DatasetSettings;
    expect(dataPlaceOf(csv, "/w")).toEqual({ type: "csv", train: "/w/a.csv" });
  });
});

describe("the recipe to run first", () => {
  const dense = {
    path: "/w/train.prune.json",
    text: withoutRules,
  };
  const pruning = { path: "/w/other.prune.json", text: recipe };
  const own = { path: "/w/prune.prune.json", text: recipe };

  it("is the one beside it that prunes nothing, where the model is to be its run", () => {
    const find = (model: string, others = [pruning, dense]) => trainingRecipe(own.path, model, [own, ...others]);
    expect(find("/w/runs/demo-dense")).toBe(dense.path);
    expect(find("/w/runs/demo-dense", [pruning])).toBeUndefined();
    expect(find("/w/mobilenet/model.json")).toBeUndefined();
    expect(find("/w/runs/demo-dense", [{ ...dense, text: "{" }])).toBeUndefined();
  });

  it.each([
    ["/w/runs/lenet-20261124-101112", true],
    ["/w/runs/lenet-20261124-101112-2", true],
    ["/w/runs/lenet-5-20261124-101112", false],
    ["/w/runs/lenet", false],
  ])("left runs that are named after it: %s → %s", (run, expected) => {
    expect(isNamedAfter(run, "/w/lenet.prune.json")).toBe(expected);
  });
});
