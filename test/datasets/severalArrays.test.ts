import { describe, expect, it } from "vitest";
import type { LossName } from "../../src/recipes/recipe.ts";
import type { OpenContext, SettingsOf } from "../../src/trainer/datasets/context.ts";
import { openDataset } from "../../src/trainer/datasets/open.ts";
import { closedAfterwards, idxBytes, npyBytes, readAll, temporaryFolder, writeFiles } from "./support.ts";

const folder = temporaryFolder();
const context: OpenContext = {
  baseFolder: folder,
  seed: 1,
  inputs: [
    { layer: "image", shape: [1, 2, 1] },
    { layer: "table", shape: [3] },
  ],
  outputs: [
    { layer: "kind", shape: [3] },
    { layer: "place", shape: [2] },
  ],
  losses: ["crossentropy", "meanSquaredError"],
};
const settings: SettingsOf<"npy"> = {
  type: "npy",
  trainInputs: ["images.npy", "tables.npy"],
  trainTargets: ["kinds.npy", "places.npy"],
  testInputs: ["images.npy", "tables.npy"],
  testTargets: ["kinds.npy", "places.npy"],
  normalize: ["zero-one", "none"],
};

const floats = (shape: number[], ...values: number[]) => npyBytes("<f4", shape, Float32Array.from(values));
writeFiles(folder, {
  "images.npy": npyBytes("|u1", [2, 1, 2], Uint8Array.of(0, 255, 51, 102)),
  "tables.npy": floats([2, 3], 1, 2, 3, 4, 5, 6),
  "kinds.npy": npyBytes("<i4", [2], Int32Array.of(2, 0)),
  "one-hot.npy": floats([2, 3], 0, 0, 1, 1, 0, 0),
  "shares.npy": floats([2, 3], 0, 0.5, 0.5, 1, 0, 0),
  "places.npy": floats([2, 2], 0.5, -1, 7, 8),
  "three.npy": floats([3, 2], 1, 2, 3, 4, 5, 6),
  "images.idx": idxBytes([2, 1, 2], [1, 2, 3, 4]),
  "labels.idx": idxBytes([2], [0, 1]),
});

const open = (changes: Partial<SettingsOf<"npy">> = {}, others: Partial<OpenContext> = {}) =>
  closedAfterwards(openDataset({ ...settings, ...changes }, { ...context, ...others }));

describe("lists of arrays", () => {
  it("stand one after the other in the row of an example, in the network's order", async () => {
    const dataset = await open();
    expect(dataset).toMatchObject({
      name: "images.npy + tables.npy",
      inputShapes: [[1, 2, 1], [3]],
      targets: [
        { kind: "class", classes: 3 },
        { kind: "values", width: 2 },
      ],
    });
    const rows = {
      inputs: [
        [0, 1, 1, 2, 3],
        [Math.fround(51 / 255), Math.fround(102 / 255), 4, 5, 6],
      ],
      targets: [
        [2, 0.5, -1],
        [0, 7, 8],
      ],
    };
    expect(await readAll(dataset.train)).toEqual(rows);
    expect(await readAll(dataset.test)).toEqual(rows);
  });

  it("are filled in any order of the examples", async () => {
    const { train } = await open();
    const inputs = new Float32Array(new SharedArrayBuffer(4 * 15));
    const targets = new Float32Array(9);
    await train.fill(Uint32Array.of(1, 0, 1), inputs, targets);
    expect([...inputs].filter((_, i) => i % 5 === 4)).toEqual([6, 3, 6]);
    expect([...targets]).toEqual([0, 7, 8, 2, 0.5, -1, 0, 7, 8]);
  });

  it("are normalised alike where one way is given for all", async () => {
    const { train } = await open({ normalize: "minus-one-one" });
    const [[first, , third]] = (await readAll(train)).inputs;
    expect([first, third]).toEqual([-1, Math.fround(1 / 127.5 - 1)]);
  });

  it("may have classes as one-hot rows, whose targets stay one column", async () => {
    const { train, targets } = await open({
      trainTargets: ["one-hot.npy", "places.npy"],
      testTargets: ["one-hot.npy", "places.npy"],
    });
    expect(targets[0]).toEqual({ kind: "class", classes: 3 });
    expect((await readAll(train)).targets[0]).toEqual([2, 0.5, -1]);
  });

  it("of one entry are what the entry is", async () => {
    const one = { inputs: context.inputs.slice(1), outputs: context.outputs.slice(0, 1), losses: ["crossentropy"] };
    const files = { trainInputs: ["tables.npy"], trainTargets: ["kinds.npy"] };
    const listed = await open({ ...files, testInputs: ["tables.npy"], normalize: "none" }, one as Partial<OpenContext>);
    expect(listed.name).toBe("tables.npy");
    expect((await readAll(listed.train)).targets).toEqual([[2], [0]]);
  });
});

describe("lists of arrays that do not fit", () => {
  const refusals: [string, Partial<SettingsOf<"npy">>, LossName[] | undefined, string | RegExp][] = [
    [
      "more or fewer inputs",
      { trainInputs: "images.npy" },
      undefined,
      "dataset.trainInputs has 1 entry, but the network has 2 inputs (image, table). Give one for each, in this order.",
    ],
    [
      "more or fewer outputs",
      { trainTargets: ["kinds.npy", "places.npy", "places.npy"] },
      undefined,
      "dataset.trainTargets has 3 entries, but the network has 2 outputs (kind, place). Give one for each, in this order.",
    ],
    [
      "another number of rows in an input",
      { trainInputs: ["images.npy", "three.npy"] },
      undefined,
      /images.npy holds 2 examples, but .*three.npy holds 3 examples. Each example needs exactly one/,
    ],
    [
      "another number of rows in a target",
      { testTargets: ["kinds.npy", "three.npy"] },
      undefined,
      /images.npy holds 2 examples, but .*three.npy holds 3 targets. Each example needs exactly one/,
    ],
    [
      "other shapes in training and test",
      { testInputs: ["images.npy", "places.npy"] },
      undefined,
      /Inputs in .*tables.npy are \[3\], but in .*places.npy \[2\]/,
    ],
    [
      "class shares beside another output",
      { trainTargets: ["shares.npy", "places.npy"], testTargets: ["shares.npy", "places.npy"] },
      undefined,
      /shares.npy holds probabilities of classes, which crossentropy can learn of a network with a single output only/,
    ],
    [
      "targets that do not suit their output's loss",
      {},
      ["crossentropy", "kullbackLeibler"],
      /places.npy, row 0 holds -1. kullbackLeibler needs/,
    ],
  ];
  it.each(refusals)("are refused for %s", async (_, changes, losses, sentence) => {
    await expect(open(changes, losses && { losses })).rejects.toThrow(sentence);
  });

  it("are asked for where the data has one input and one label an example", async () => {
    const idx = {
      trainImages: "images.idx",
      trainLabels: "labels.idx",
      testImages: "images.idx",
      testLabels: "labels.idx",
    };
    for (const other of [
      { type: "idx", ...idx, normalize: "none" } as const,
      { type: "images", path: ".", testShare: 0, fit: "fill", normalize: "none", corrupt: "error" } as const,
      { type: "sample", name: "fashion-mnist" } as const,
    ]) {
      await expect(openDataset(other, context)).rejects.toThrow(
        `Data of the type "${other.type}" has one input and one label an example, but the network has 2 inputs (image, table) and 2 outputs (kind, place). Give it as arrays (type "npy")`,
      );
    }
  });
});
