import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  freeRecipeName,
  pathFrom,
  recipeFolder,
  recipeStem,
} from "../../../src/extension/pruneModel/draft/recipePlace.ts";
import { recipeText } from "../../../src/extension/pruneModel/draft/recipeText.ts";
import { prunableLayers, ruleOf } from "../../../src/extension/pruneModel/draft/ruleDrafts.ts";
import { freeFolderName, sampleText } from "../../../src/extension/pruneModel/draft/sampleWorkspace.ts";
import type { DataFacts } from "../../../src/extension/pruneModel/find/dataFacts.ts";
import { normalizeItems } from "../../../src/extension/pruneModel/items/dataItems.ts";
import { scheduleKinds } from "../../../src/pruning/schedule.ts";
import { diagnose } from "../../../src/recipes/diagnostics.ts";
import { parseRecipe } from "../../../src/recipes/parseRecipe.ts";
import { draftOf } from "./drafts.ts";

const settings = { pathTo: (file: string) => pathFrom("/w", file), engine: "auto" } as const;

describe("the text of a recipe that was asked for", () => {
  it("is what a person would write", () => {
    expect(recipeText(draftOf(), settings)).toBe(`{
  "model": "mobilenet/model.json",
  "dataset": {
    "type": "sample",
    "name": "fashion-mnist"
  },
  "optimizer": {
    "type": "momentum",
    "learningRate": 0.001,
    "learningRateSchedule": { "type": "cosine" }
  },
  "batchSize": 32,
  "passes": 100, // 39 of them after the last prune event, to recover
  "rules": [
    // Pointwise convolutions: 2 tensors, 1,152 weights, to 75.0 %.
    // pass 0: 16.8 % · 3: 26.7 % · 6: 33.6 % · … · 60: 75.0 %
    { "select": "pointwise", "sparsityUpperBound": 0.75, "intervalPass": 3, "endPass": 60 },
    // Dense layers: 1 tensor, 640 weights, to 80.0 %.
    // pass 0: 17.9 % · 3: 28.4 % · 6: 35.9 % · … · 60: 80.0 %
    { "select": "dense", "sparsityUpperBound": 0.8, "intervalPass": 3, "endPass": 60 }
  ]
}
`);
  });

  it("is a recipe that nothing is wrong with, whatever was answered", () => {
    const draft = draftOf();
    const table = { ...draft.data, place: { type: "csv", train: "/w/iris.csv", test: "/w/test.csv" } } as const;
    const images = { ...draft.data, place: { type: "images", path: "/w/flowers" } } as const;
    const layers = [ruleOf(prunableLayers(draft.network.layers))];
    const npy = { trainInputs: "/w/a.npy", trainTargets: "/w/b.npy", testInputs: "/w/c.npy", testTargets: "/w/d.npy" };
    const arrays = { ...draft.data, place: { type: "npy", ...npy } } as const;
    const labelOf = (data: DataFacts) => (data.place.type === "csv" ? "y" : undefined);
    const mean = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
    const drafts = [
      draft,
      draftOf({ rules: [], passes: 10 }),
      ...[table, images, arrays, draft.data].flatMap((data) =>
        normalizeItems(draft.network, data).map(({ choice }) =>
          draftOf({ data, normalize: choice, label: labelOf(data) }),
        ),
      ),
      draftOf({ data: table, label: 'a "label"', normalize: "standardize", loss: "meanSquaredError" }),
      draftOf({ data: images, normalize: mean, rules: layers }),
      draftOf({ timing: { schedule: "constant", intervalPass: 3, endPass: 60 }, passes: 5 }),
      draftOf({ timing: { schedule: "polynomial", intervalPass: 2, endPass: 12 }, passes: 20 }),
    ];
    for (const one of drafts) {
      const { recipe, problems, source } = parseRecipe(recipeText(one, { ...settings, engine: "wasm" }));
      expect(problems).toEqual([]);
      expect(recipe && diagnose(recipe, one.network.layers, source)).toEqual([]);
      expect(recipe?.engine).toBe("wasm");
      expect(recipe?.passes).toBe(one.passes);
    }
  });

  it("says what was answered", () => {
    const answers = fc.record({
      bound: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      schedule: fc.constantFrom(...scheduleKinds),
      intervalPass: fc.integer({ min: 1, max: 50 }),
      endPass: fc.nat(200),
      passes: fc.integer({ min: 1, max: 400 }),
      learningRate: fc.double({ min: 1e-7, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(answers, ({ bound, schedule, intervalPass, endPass, passes, learningRate }) => {
        const [rule] = draftOf().rules;
        const timing = { schedule, intervalPass, endPass };
        const draft = draftOf({ rules: [{ ...rule, sparsityUpperBound: bound }], timing, passes, learningRate });
        const { recipe, problems } = parseRecipe(recipeText(draft, settings));
        expect(problems).toEqual([]);
        const { schedule: kind, sparsityUpperBound, ...when } = recipe?.rules[0] ?? {};
        expect([kind, sparsityUpperBound]).toEqual([schedule, bound]);
        if (schedule !== "constant") expect(when).toMatchObject({ intervalPass, endPass });
        expect(recipe).toMatchObject({ passes, optimizer: { learningRate } });
      }),
    );
  });

  it("names data by paths from its own folder", () => {
    const data = { ...draftOf().data, place: { type: "images", path: "/data/flowers" } } as const;
    expect(recipeText(draftOf({ data }), settings)).toContain('"path": "../data/flowers"');
  });

  it("has none but plain spaces", () => {
    expect(recipeText(draftOf(), settings)).toMatch(/^[^\u00a0\u202f]*$/);
  });
});

describe("the place of a recipe", () => {
  it.each([
    ["/w/mobilenet/model.json", "file", "mobilenet", "/w"],
    ["/w/model.json", "file", "w", "/w"],
    ["/w/nets/lenet.keras", "file", "lenet", "/w/nets"],
    ["/w/flowers/model/model.json", "file", "flowers", "/w/flowers"],
    ["/w/lenet/runs/train-20261124-101112", "run", "train", "/w/lenet"],
    ["/w/lenet/runs/train-20261124-101112-2", "run", "train", "/w/lenet"],
    ["/w/runs/demo-dense", "run", "demo-dense", "/w"],
    ["/w/finished", "run", "finished", "/w"],
  ] as const)("%s → %s.prune.json", (file, kind, stem, folder) => {
    expect(recipeStem({ kind, path: file })).toBe(stem);
    expect(recipeFolder({ kind, path: file }, "/w", ["model.json"])).toBe(folder);
  });

  it("is beside other recipes for the same model", () => {
    const place = { kind: "file", path: "/w/lenet/model.json" } as const;
    expect(recipeFolder(place, "/w", ["model.json", "train.prune.json"])).toBe("/w/lenet");
  });

  it("has a name that no file has yet", () => {
    expect(freeRecipeName("lenet", ["model.json"])).toBe("lenet.prune.json");
    expect(freeRecipeName("lenet", ["lenet.prune.json", "lenet-2.prune.json"])).toBe("lenet-3.prune.json");
  });

  it("leads to files with slashes, and by whole paths to another drive", () => {
    expect(pathFrom("/w/recipes", "/w/model.json", path.posix)).toBe("../model.json");
    expect(pathFrom("C:\\w", "C:\\w\\nets\\a.h5", path.win32)).toBe("nets/a.h5");
    expect(pathFrom("C:\\w", "D:\\a.h5", path.win32)).toBe("D:\\a.h5");
  });
});

describe("the sample's folder", () => {
  it("has recipes that nothing is wrong with, without the way to the schema of the examples", async () => {
    const folder = new URL("../../../examples/lenet-fashion-mnist/", import.meta.url);
    const names = (await readdir(folder)).filter((name) => name.endsWith(".prune.json"));
    expect(names).toEqual(["prune.prune.json", "train.prune.json"]);
    for (const name of names) {
      const text = sampleText(await readFile(new URL(name, folder), "utf8"));
      expect(text).not.toContain("$schema");
      expect(parseRecipe(text).problems).toEqual([]);
    }
  });

  it("has a name that no other has", () => {
    expect(freeFolderName("lenet", [])).toBe("lenet");
    expect(freeFolderName("lenet", ["lenet", "lenet-2"])).toBe("lenet-3");
  });
});
