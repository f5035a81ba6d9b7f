import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OpenContext, SettingsOf } from "../../src/trainer/datasets/context.ts";
import { DatasetError } from "../../src/trainer/datasets/dataset.ts";
import { openDataset } from "../../src/trainer/datasets/open.ts";
import { contextOf, type OneByOne, readAll, temporaryFolder, writeFiles } from "./support.ts";

const folder = temporaryFolder();
type CsvSettings = SettingsOf<"csv">;

function open(files: { train: string; test?: string }, settings: Partial<CsvSettings> = {}, changes: OneByOne = {}) {
  const { train, test } = files;
  writeFiles(folder, { "train.csv": train, ...(test !== undefined && { "test.csv": test }) });
  return openDataset(
    {
      type: "csv",
      train: "train.csv",
      ...(test !== undefined && { test: "test.csv" }),
      label: "kind",
      testShare: 0,
      normalize: "none",
      ...settings,
    },
    contextOf(folder, { inputShape: [2], ...changes }),
  );
}

function refusal(...request: Parameters<typeof open>): Promise<string> {
  return open(...request).then(
    () => "It was opened.",
    (error: unknown) => {
      expect(error).toBeInstanceOf(DatasetError);
      return String(error);
    },
  );
}

describe("a CSV file", () => {
  it("gives rows of numbers, and the names of classes in sorted order", async () => {
    const dataset = await open({ train: "width,kind,height\n1,rose,-2.5\n3,iris,4e1\n5,rose,6\n" });
    expect(dataset).toMatchObject({
      inputShapes: [[2]],
      targets: [{ kind: "class", classes: 2, names: ["iris", "rose"] }],
    });
    expect(await readAll(dataset.train)).toEqual({
      inputs: [
        [1, -2.5],
        [3, 40],
        [5, 6],
      ],
      targets: [[1], [0], [1]],
    });
  });

  it("takes labels that are whole numbers as class indices", async () => {
    const dataset = await open({ train: "a,b,kind\n1,2,2\n3,4,0\n" });
    expect(dataset.targets).toEqual([{ kind: "class", classes: 3 }]);
    expect((await readAll(dataset.train)).targets).toEqual([[2], [0]]);
  });

  it.each(["meanSquaredError", "meanAbsoluteError", "huber"] as const)(
    "takes labels as numbers for %s",
    async (loss) => {
      const dataset = await open({ train: "a,b,kind\n1,2,-0.5\n3,4,7\n" }, {}, { loss });
      expect(dataset.targets).toEqual([{ kind: "values", width: 1 }]);
      expect((await readAll(dataset.train)).targets).toEqual([[-0.5], [7]]);
    },
  );

  it("gives two classes to binaryCrossentropy as 0 and 1", async () => {
    const dataset = await open({ train: "a,b,kind\n1,2,yes\n3,4,no\n" }, {}, { loss: "binaryCrossentropy" });
    expect(dataset.targets).toEqual([{ kind: "values", width: 1 }]);
    expect((await readAll(dataset.train)).targets).toEqual([[1], [0]]);
  });

  it("may have quotes, spaces, empty lines, CRLF and a byte order mark", async () => {
    const { train, targets } = await open({ train: '\ufeff"kind", a ,b\r\n"x, y",1, 2 \r\n\r\n z ,"3",4\r\n' });
    expect(targets).toEqual([{ kind: "class", classes: 2, names: ["x, y", "z"] }]);
    expect(await readAll(train)).toEqual({
      inputs: [
        [1, 2],
        [3, 4],
      ],
      targets: [[0], [1]],
    });
  });

  it("warns where there is nothing to test with", async () => {
    const { warnings } = await open({ train: "a,b,kind\n1,2,0\n3,4,1\n" });
    expect(warnings).toEqual([expect.stringMatching(/^train.csv has no examples to test with/)]);
  });

  it("feeds a model of images with as many numbers as there are columns", async () => {
    const dataset = await open({ train: "a,b,kind\n1,2,0\n3,4,1\n" }, {}, { inputShape: [1, 2, 1] });
    expect(dataset.inputShapes).toEqual([[1, 2, 1]]);
  });

  it("is split by the seed, the same share of each class, where there is no test file", async () => {
    const lines = Array.from({ length: 40 }, (_, row) => `${row},0,${row % 4 === 0 ? "rare" : "usual"}`);
    const train = `a,b,kind\n${lines.join("\n")}\n`;
    const openWith = async (seed: number) => {
      const dataset = await open({ train }, { testShare: 0.2 }, { seed });
      return { train: await readAll(dataset.train), test: await readAll(dataset.test) };
    };
    const once = await openWith(1);
    expect(once.test.targets.flat().filter((label) => label === 0)).toHaveLength(2);
    expect(once.test.targets).toHaveLength(8);
    const numbers = [...once.train.inputs, ...once.test.inputs].map(([a]) => a);
    expect(numbers.sort((a, b) => a - b)).toEqual(lines.map((_, row) => row));
    expect(await openWith(1)).toEqual(once);
    expect((await openWith(2)).test).not.toEqual(once.test);
  });

  it("reads a test file with the classes of the training file", async () => {
    const dataset = await open({ train: "a,b,kind\n1,2,x\n3,4,y\n", test: "a,b,kind\n5,6,y\n" });
    expect(dataset.train.size).toBe(2);
    expect(await readAll(dataset.test)).toEqual({ inputs: [[5, 6]], targets: [[1]] });
  });

  it("is standardised with the statistics of the training rows alone", async () => {
    const files = { train: "a,b,kind\n1,7,x\n3,7,y\n", test: "a,b,kind\n5,8,y\n" };
    const { train, test } = await open(files, { normalize: "standardize" });
    expect((await readAll(train)).inputs).toEqual([
      [-1, 0],
      [1, 0],
    ]);
    expect((await readAll(test)).inputs).toEqual([[3, 1]]);
  });

  it("standardised, has columns of mean 0 and deviation 1 on the rows that were drawn for training", async () => {
    const cell = fc.integer({ min: -1000, max: 1000 });
    const table = fc.array(fc.tuple(cell, cell, fc.nat(2)), { minLength: 8, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(table, fc.nat(1000), async (rows, seed) => {
        const train = `a,b,kind\n${rows.map((row) => row.join(",")).join("\n")}\n`;
        const dataset = await open({ train }, { normalize: "standardize", testShare: 0.4 }, { seed });
        const { inputs } = await readAll(dataset.train);
        for (const column of [0, 1]) {
          const values = inputs.map((row) => row[column]);
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
          const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
          expect(mean).toBeCloseTo(0, 4);
          const isConstant = values.every((value) => value === values[0]);
          expect(deviation).toBeCloseTo(isConstant ? 0 : 1, 4);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("a CSV file that does not fit", () => {
  it("is named, with line and column, where a cell is no number", async () => {
    const train = "width,height,kind\n1,2,x\n\n3,tall,y\n";
    expect(await refusal({ train })).toMatch(/train.csv, line 4, column "height": "tall" is no finite/);
  });

  it("is named, with line and column, where a cell is empty or beyond float32", async () => {
    expect(await refusal({ train: "a,b,kind\n,2,x\n" })).toMatch(/line 2, column "a": the cell is empty/);
    expect(await refusal({ train: "a,b,kind\n1,2,\n" })).toMatch(/line 2, column "kind": the cell is empty/);
    for (const cell of ["NaN", "Infinity", "1e40"]) {
      expect(await refusal({ train: `a,b,kind\n1,${cell},x\n` })).toMatch(/line 2, column "b": ".*" is no finite/);
    }
  });

  it("is named, with the line, where a row has too few or too many cells", async () => {
    expect(await refusal({ train: "a,b,kind\n1,2,x\n1,x\n" })).toMatch(/train.csv is no well-formed CSV: .*line 3/);
    expect(await refusal({ train: "a,b,kind\n1,2,3,x\n" })).toMatch(/train.csv is no well-formed CSV: .*line 2/);
  });

  it("is named, with the headers it has, where the label column is missing or twice there", async () => {
    expect(await refusal({ train: "a,b\n1,2\n" })).toMatch(/train.csv has no column "kind" .* headers are a, b\./);
    expect(await refusal({ train: "kind,b,kind\n1,2,3\n" })).toMatch(/train.csv has 2 columns "kind"/);
  });

  it("is named where there are no columns beside the label, no rows, or nothing at all", async () => {
    expect(await refusal({ train: "kind\nx\n" })).toMatch(/train.csv has no columns beside "kind"/);
    expect(await refusal({ train: "a,kind\n" })).toMatch(/train.csv holds headers, but no rows/);
    expect(await refusal({ train: "" })).toMatch(/train.csv is empty/);
  });

  it("is named where it is missing", async () => {
    expect(await refusal({ train: "a,kind\n1,x\n" }, { test: "nowhere.csv" })).toMatch(/nowhere.csv does not exist/);
  });

  it("is named where the test file has other columns", async () => {
    const train = "a,b,kind\n1,2,x\n";
    expect(await refusal({ train, test: "b,a,kind\n1,2,x\n" })).toMatch(/test.csv has the column "b" where .*"a"/);
    expect(await refusal({ train, test: "a,kind\n1,x\n" })).toMatch(/test.csv has 1 column of .* has 2/);
  });

  it("is named, with the line, where a test label is no class of training", async () => {
    const named = { train: "a,b,kind\n1,2,x\n", test: "a,b,kind\n1,2,x\n1,2,z\n" };
    expect(await refusal(named)).toMatch(/test.csv, line 3, column "kind": "z" is a class that .*train.csv does not/);
    const numbered = { train: "a,b,kind\n1,2,0\n", test: "a,b,kind\n1,2,4\n" };
    expect(await refusal(numbered)).toMatch(/test.csv, line 2, column "kind" holds class 4/);
  });

  it("is named, with the line, where a numeric label is no class index", async () => {
    expect(await refusal({ train: "a,b,kind\n1,2,0\n1,2,-1\n" })).toMatch(/line 3, column "kind" holds -1/);
    expect(await refusal({ train: "a,b,kind\n1,2,0.5\n" })).toMatch(/line 2, column "kind" holds 0.5/);
  });

  it("is named, with the line, where a loss of numbers meets a label that is none", async () => {
    for (const loss of ["meanSquaredError", "huber"] as const) {
      const message = await refusal({ train: "a,b,kind\n1,2,0\n1,2,x\n" }, {}, { loss });
      expect(message).toContain(`train.csv, line 3, column "kind": "x" is no number, but ${loss} learns numbers`);
    }
  });

  it("is named where kullbackLeibler meets its classes", async () => {
    const message = await refusal({ train: "a,b,kind\n1,2,x\n1,2,y\n" }, {}, { loss: "kullbackLeibler" });
    expect(message).toMatch(/train.csv has classes, but kullbackLeibler needs the probability of each/);
  });

  it("is named where binaryCrossentropy meets more than two classes", async () => {
    const train = "a,b,kind\n1,2,x\n1,2,y\n1,2,z\n";
    expect(await refusal({ train }, {}, { loss: "binaryCrossentropy" })).toMatch(/train.csv has 3 classes/);
  });
});

describe("a CSV file for several inputs and outputs", () => {
  const several = (losses: OpenContext["losses"], ...widths: number[]): OpenContext => ({
    ...contextOf(folder),
    inputs: widths.map((width, i) => ({ layer: `in${i}`, shape: [width] })),
    outputs: losses.map((_, i) => ({ layer: `out${i}`, shape: [1] })),
    losses,
  });
  const train = "a,kind,b,price,c\n1,x,2,0.5,3\n4,y,5,-7,6\n";
  const opened = (label: string[], context: OpenContext) => {
    writeFiles(folder, { "train.csv": train });
    return openDataset({ type: "csv", train: "train.csv", label, testShare: 0, normalize: "none" }, context);
  };

  it("gives its columns to the inputs one after the other, and a column of labels to each output", async () => {
    const dataset = await opened(["price", "kind"], several(["meanSquaredError", "crossentropy"], 1, 2));
    expect(dataset.inputShapes).toEqual([[1], [2]]);
    expect(dataset.targets).toEqual([
      { kind: "values", width: 1 },
      { kind: "class", classes: 2, names: ["x", "y"] },
    ]);
    expect(await readAll(dataset.train)).toEqual({
      inputs: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      targets: [
        [0.5, 0],
        [-7, 1],
      ],
    });
  });

  it("may have one column for several outputs", async () => {
    const losses = ["crossentropy", "huber", "crossentropy"] as const;
    const { train } = await opened(["kind", "price", "kind"], several(losses, 3));
    expect((await readAll(train)).targets).toEqual([
      [0, 0.5, 0],
      [1, -7, 1],
    ]);
  });

  it("is refused where the inputs take more or fewer numbers than there are", async () => {
    await expect(opened(["price", "kind"], several(["huber", "crossentropy"], 2, 2))).rejects.toThrow(
      /inputs of the network take 4 numbers an example \(in0 \[2\], in1 \[2\]\), but .*train.csv has 3 columns of numbers/,
    );
  });

  it("is refused where columns of labels are more or fewer than the outputs", async () => {
    await expect(opened(["price"], several(["huber", "crossentropy"], 4))).rejects.toThrow(
      "dataset.label has 1 entry, but the network has 2 outputs (out0, out1). Give one for each, in this order.",
    );
  });
});
