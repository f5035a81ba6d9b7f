import { mkdirSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Surroundings } from "../../../src/extension/pruneModel/steps/asking.ts";
import { parseRemembered, type Remembered } from "../../../src/extension/pruneModel/steps/rememberedChoices.ts";
import { askForRecipe } from "../../../src/extension/pruneModel/steps/wizard.ts";
import type { NetworkFacts } from "../../../src/extension/recipes/networkFacts.ts";
import { temporaryFolder, writeFiles } from "../../datasets/support.ts";
import { endsOf, mobileNet, networkOf } from "./drafts.ts";
import { FakeInputs } from "./fakeInputs.ts";

const topology = '{ "modelTopology": {} }';

/** A workspace with these files, and what its models turn out to be: a network, or a reason against it. */
function workspace(
  files: Readonly<Record<string, string>>,
  models: Readonly<Record<string, NetworkFacts | string>>,
  browsed: readonly (string | undefined)[] = [],
) {
  const folder = temporaryFolder();
  for (const name of Object.keys(files)) mkdirSync(path.join(folder, name, ".."), { recursive: true });
  writeFiles(folder, files);
  const refusals: string[] = [];
  const inputs = new FakeInputs((sentence) => refusals.push(sentence.replaceAll(`${folder}/`, "")));
  const choices = [...browsed];
  const nameOf = (file: string) => path.relative(folder, file);
  const around: Surroundings = {
    inputs,
    folders: [folder],
    async readNetwork({ path: file }) {
      const model = models[nameOf(file)];
      if (typeof model !== "object") throw new Error(model ?? `There is no ${file}.`);
      return { ...model, path: file };
    },
    namesIn: (inside) => readdir(inside).catch(() => []),
    nameOf,
    browse: async () => {
      const choice = choices.shift();
      return choice && path.join(folder, choice);
    },
    timeOf: async () => "measured during the first pass",
  };
  return { folder, inputs, refusals, around };
}

function ask(around: Surroundings, remembered: Remembered = {}, canRun = true) {
  return askForRecipe(around, { title: "Prune Model", model: undefined, canRun, remembered });
}

const network = networkOf(mobileNet);
const files = { "mobilenet/model.json": topology };
const models = { "mobilenet/model.json": network };

describe("Prune Model", () => {
  it("asks model, data, rules, schedule and passes, and shows the plan: Enter takes what is sensible", async () => {
    const { inputs, around, folder } = workspace(files, models);
    const result = ask(around);
    const placeholders: string[] = [];
    for (;;) {
      const input = await inputs.next();
      const question = input.placeholder || input.title.replace("Prune Model: ", "");
      placeholders.push(`${input.step}/${input.totalSteps} ${question}`);
      if (!input.placeholder) input.enter(input.value);
      else input.choose();
      if (input.placeholder.startsWith("Enter starts")) break;
    }
    expect(placeholders).toEqual([
      "1/6 The model to prune",
      "2/6 The data to train on while pruning",
      "3/6 The layers to prune",
      "4/6 Enter goes on; choose a line to change it",
      "5/6 Passes over the training data",
      "5/6 Learning rate of the first pass (momentum 0.9)",
      "6/6 Enter starts; choose a line to change what it says",
    ]);
    expect(await result).toMatchObject({
      folder,
      name: "mobilenet.prune.json",
      run: true,
      draft: { passes: 100, learningRate: 0.001, rules: [{ select: "pointwise" }, { select: "dense" }] },
    });
  });

  it("lists what cannot be pruned with the reason, and does not take it", async () => {
    const { inputs, around, refusals } = workspace(
      { ...files, "frozen/model.json": topology, "package/model.json": '{ "name": "no model" }' },
      { ...models, "frozen/model.json": "It is a graph-model." },
    );
    void ask(around);
    const list = await inputs.next();
    expect(list.labels).toEqual(["mobilenet/model.json", "$(folder-opened) Browse…", "frozen/model.json"]);
    expect(list.items.at(-1)).toMatchObject({ detail: "It is a graph-model." });
    list.choose("frozen");
    expect(refusals).toEqual(["It is a graph-model."]);
    expect(await inputs.next()).toBe(list);
  });

  it("lists data that fits first, and says why other data does not", async () => {
    const images = { "flowers/rose/1.jpg": "", "flowers/tulip/1.jpg": "" };
    const { inputs, around, refusals } = workspace({ ...files, ...images }, models);
    void ask(around);
    (await inputs.next()).choose();
    const list = await inputs.next();
    expect(list.labels).toEqual(["Fashion-MNIST sample", "$(folder-opened) Browse…", "flowers"]);
    expect(list.items.at(-1)).toMatchObject({ detail: "$(circle-slash) 2 classes, but the network has 10 outputs" });
    list.choose("flowers");
    expect(refusals).toEqual(["flowers does not fit the network: 2 classes, but the network has 10 outputs."]);
    expect(await inputs.next()).toBe(list);
  });

  it("asks which column of a table holds the labels", async () => {
    const table = networkOf(mobileNet, endsOf([2], 2));
    const { inputs, around } = workspace(
      { "net.h5": "", "points.csv": "x,y,kind\n1,2,left\n3,4,right\n" },
      { "net.h5": table },
    );
    const result = ask(around, {}, false);
    (await inputs.next()).choose("net.h5");
    (await inputs.next()).choose("points.csv");
    const columns = await inputs.next();
    // x and y hold numbers up to 4: five classes.
    expect(columns.labels).toEqual(["y", "x", "kind"]);
    columns.choose("kind");
    (await inputs.next()).choose("Standardise");
    (await inputs.next()).choose("Choose layers…");
    (await inputs.next()).pick("predictions");
    (await inputs.next()).choose();
    for (const text of ["70", "0.05"]) (await inputs.next()).enter(text);
    (await inputs.next()).choose("Write the recipe");
    expect(await result).toMatchObject({
      run: false,
      draft: { label: "kind", normalize: "standardize", rules: [{ select: "predictions" }], passes: 70 },
    });
  });

  it("shows a curve that follows what is typed, and other passes once the schedule has changed", async () => {
    const { inputs, around } = workspace(files, models);
    const result = ask(around);
    for (let question = 0; question < 3; question++) (await inputs.next()).choose();
    (await inputs.next()).choose("Up to pass 60");
    const box = await inputs.next();
    box.type("12");
    expect(box.validationMessage?.message).toContain("12: 75.0");
    box.enter("12");
    const form = await inputs.next();
    expect(form.labels).toContain("Up to pass 12");
    form.choose("Pointwise");
    (await inputs.next()).enter("90 %");
    const changed = await inputs.next();
    expect(changed.labels.some((label) => label.includes("Pointwise convolutions to 0.9"))).toBe(true);
    changed.choose("Continue");
    const passes = await inputs.next();
    expect(passes.value).toBe("20");
    passes.back();
    expect((await inputs.next()).placeholder).toContain("Enter goes on");
    inputs.shown.at(-1)?.escape();
    expect(await result).toBeUndefined();
  });

  it("leads from a line of the plan back to its question", async () => {
    const { inputs, around } = workspace(files, models);
    const result = ask(around);
    for (let question = 0; question < 4; question++) (await inputs.next()).choose();
    for (let question = 0; question < 2; question++) {
      const box = await inputs.next();
      box.enter(box.value);
    }
    (await inputs.next()).choose("100 passes");
    (await inputs.next()).enter("120");
    (await inputs.next()).enter("0.002");
    const plan = await inputs.next();
    expect(plan.labels).toContain("120 passes");
    plan.choose("Write the recipe only");
    expect(await result).toMatchObject({ run: false, draft: { passes: 120, learningRate: 0.002 } });
  });

  it("trains a network that has no weights yet: rules and schedule are not asked for", async () => {
    const bare = networkOf([], { weights: 0, layers: [{ name: "conv1", className: "Conv2D", tensors: [] }] });
    const { inputs, around } = workspace({ "model.json": topology }, { "model.json": bare });
    const result = ask(around);
    (await inputs.next()).choose("model.json");
    (await inputs.next()).choose("Fashion-MNIST");
    const passes = await inputs.next();
    expect(passes).toMatchObject({ step: 3, totalSteps: 4, value: "10" });
    passes.enter("10");
    (await inputs.next()).enter("0.02");
    (await inputs.next()).choose();
    expect(await result).toMatchObject({ draft: { rules: [], passes: 10 } });
  });

  it("begins with the answers of the last time", async () => {
    const { inputs, around, folder } = workspace(
      { ...files, "a/rose/1.jpg": "", "a/tulip/1.jpg": "", "b/rose/1.jpg": "", "b/tulip/1.jpg": "" },
      { "mobilenet/model.json": networkOf(mobileNet, endsOf([28, 28, 1], null)) },
    );
    const remembered = parseRemembered({
      data: path.join(folder, "b"),
      normalize: "none",
      preset: "kernels",
      bounds: { conv: 0.6 },
      timing: { schedule: "polynomial", intervalPass: 2, endPass: 20 },
      learningRate: 0.005,
    });
    const result = ask(around, remembered);
    (await inputs.next()).choose();
    expect((await inputs.next()).labels[0]).toBe("b");
    (await inputs.next()).choose();
    expect((await inputs.next()).activeItems[0].label).toBe("0 to 255");
    (await inputs.next()).choose();
    expect((await inputs.next()).activeItems[0].label).toBe("All convolutions and dense layers");
    (await inputs.next()).choose();
    (await inputs.next()).choose();
    for (let question = 0; question < 2; question++) {
      const box = await inputs.next();
      box.enter(box.value);
    }
    (await inputs.next()).choose();
    const { draft, remembered: next } = (await result) ?? {};
    expect(draft?.rules[0].sparsityUpperBound).toBe(0.6);
    expect(draft?.timing).toEqual(remembered.timing);
    expect(draft?.learningRate).toBe(0.005);
    expect(next).toEqual({ ...remembered, bounds: { conv: 0.6, dense: 0.8 } });
  });

  it("takes models and data from elsewhere, and says why it does not", async () => {
    const { inputs, around, refusals } = workspace(
      { "elsewhere/net.h5": "", "elsewhere/x.txt": "", "far/rose/1.jpg": "", "far/tulip/1.jpg": "" },
      { "elsewhere/net.h5": network, "elsewhere/lstm.h5": "no network" },
      ["elsewhere/lstm.h5", undefined, "elsewhere/net.h5", "elsewhere", "far"],
    );
    void ask({ ...around, folders: [] });
    for (let turn = 0; turn < 3; turn++) (await inputs.next()).choose("Browse");
    for (let turn = 0; turn < 2; turn++) (await inputs.next()).choose("Browse");
    expect((await inputs.next()).labels).toEqual(["Fashion-MNIST sample", "$(folder-opened) Browse…", "far"]);
    expect(refusals).toEqual([
      "no network",
      expect.stringContaining("holds no data: no folders of images"),
      "far does not fit the network: 2 classes, but the network has 10 outputs.",
    ]);
  });
});

it("what an older version remembered is forgotten, not tripped over", () => {
  expect(parseRemembered({ timing: { schedule: "square" } })).toEqual({});
  expect(parseRemembered(undefined)).toEqual({});
});
