import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, it } from "vitest";
import { DatasetError } from "../../src/trainer/datasets/dataset.ts";
import { readNpy } from "../../src/trainer/datasets/npy.ts";
import { openDataset } from "../../src/trainer/datasets/open.ts";
import { contextOf, npyBytes, type OneByOne, readAll, temporaryFolder, writeFiles } from "./support.ts";

const folder = temporaryFolder();
const settings = {
  type: "npy",
  trainInputs: "x.npy",
  trainTargets: "y.npy",
  testInputs: "x-test.npy",
  testTargets: "y-test.npy",
  normalize: "none",
} as const;

const open = (changes: OneByOne = {}, normalize: "none" | "minus-one-one" = "none") =>
  openDataset({ ...settings, normalize }, contextOf(folder, { inputShape: [3], ...changes }));

function refusal(changes: OneByOne = {}): Promise<string> {
  return open(changes).then(
    () => "It was opened.",
    (error: unknown) => {
      expect(error).toBeInstanceOf(DatasetError);
      return String(error);
    },
  );
}

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}.npy`, import.meta.url));
const useFixture = (name: string, as: string) => copyFileSync(fixture(name), join(folder, as));

beforeEach(() => {
  for (const inputs of ["x.npy", "x-test.npy"]) useFixture("float32", inputs);
  for (const targets of ["y.npy", "y-test.npy"]) useFixture("int64", targets);
});

describe("arrays that NumPy wrote", () => {
  it.each(["float32", "float64", "float16"])("are read as float32 from %s", async (type) => {
    const { shape, values } = await readNpy(fixture(type));
    expect(shape).toEqual([2, 3]);
    expect(values).toEqual(Float32Array.of(0.5, -1.25, 2, 3, 4.5, -6.75));
  });

  it.each(["int64", "int32"])("are read as numbers from %s", async (type) => {
    expect(await readNpy(fixture(type))).toMatchObject({ shape: [2], values: Float32Array.of(1, 0) });
  });

  it("stay bytes where they are bytes", async () => {
    expect((await readNpy(fixture("uint8"))).values).toEqual(Uint8Array.of(0, 51, 255, 102, 204, 153));
  });

  it.each([
    ["fortran", /fortran.npy is in Fortran order.*ascontiguousarray/],
    ["big-endian", /big-endian.npy cannot be read .*>f4.*little-endian/],
    ["bool", /bool.npy holds elements of type b1.*astype/],
    ["scalar", /scalar.npy holds a single number/],
  ])("are refused as %s, with what to do", async (name, message) => {
    const reading = readNpy(fixture(name));
    await expect(reading).rejects.toBeInstanceOf(DatasetError);
    await expect(reading).rejects.toThrow(message);
  });
});

describe("pairs of arrays", () => {
  it("give class indices to crossentropy", async () => {
    const dataset = await open();
    expect(dataset).toMatchObject({ inputShapes: [[3]], targets: [{ kind: "class", classes: 2 }] });
    expect(await readAll(dataset.train)).toEqual({
      inputs: [
        [0.5, -1.25, 2],
        [3, 4.5, -6.75],
      ],
      targets: [[1], [0]],
    });
  });

  it("give the class of one-hot rows", async () => {
    for (const name of ["y.npy", "y-test.npy"]) useFixture("one-hot", name);
    const dataset = await open();
    expect(dataset.targets).toEqual([{ kind: "class", classes: 3 }]);
    expect((await readAll(dataset.test)).targets).toEqual([[1], [2]]);
  });

  it("give probabilities of the classes where not every row of both is one-hot", async () => {
    const soft = npyBytes("<f4", [2, 3], Float32Array.of(0.25, 0.5, 0.25, 0, 0, 1));
    for (const [train, test] of [
      ["y.npy", "y-test.npy"],
      ["y-test.npy", "y.npy"],
    ]) {
      writeFiles(folder, { [train]: soft });
      useFixture("one-hot", test);
      const dataset = await open();
      expect(dataset.targets).toEqual([{ kind: "values", width: 3 }]);
      const { targets } = await readAll(train === "y.npy" ? dataset.train : dataset.test);
      expect(targets).toEqual([
        [0.25, 0.5, 0.25],
        [0, 0, 1],
      ]);
    }
  });

  it("give probabilities to kullbackLeibler, one-hot ones too", async () => {
    for (const name of ["y.npy", "y-test.npy"]) useFixture("one-hot", name);
    const dataset = await open({ loss: "kullbackLeibler" });
    expect(dataset.targets).toEqual([{ kind: "values", width: 3 }]);
    expect((await readAll(dataset.test)).targets).toEqual([
      [0, 1, 0],
      [0, 0, 1],
    ]);
  });

  it.each(["meanSquaredError", "meanAbsoluteError", "huber"] as const)(
    "give all values of a row to %s",
    async (loss) => {
      for (const name of ["y.npy", "y-test.npy"]) useFixture("float64", name);
      const dataset = await open({ loss });
      expect(dataset.targets).toEqual([{ kind: "values", width: 3 }]);
      expect((await readAll(dataset.train)).targets[1]).toEqual([3, 4.5, -6.75]);
    },
  );

  it("give values of 0 to 1 to binaryCrossentropy", async () => {
    const dataset = await open({ loss: "binaryCrossentropy" });
    expect(dataset.targets).toEqual([{ kind: "values", width: 1 }]);
    expect((await readAll(dataset.train)).targets).toEqual([[1], [0]]);
  });

  it("are normalised, bytes and numbers alike", async () => {
    useFixture("uint8", "x.npy");
    writeFiles(folder, { "x-test.npy": npyBytes("<f4", [2, 3], Float32Array.of(0, 51, 255, 102, 204, 153)) });
    const { train, test } = await open({}, "minus-one-one");
    const expected = [0, 51, 255].map((value) => Math.fround(value / 127.5 - 1));
    expect((await readAll(train)).inputs[0]).toEqual(expected);
    expect((await readAll(test)).inputs[0]).toEqual(expected);
  });

  it("feed flat rows to a model of images with as many numbers", async () => {
    expect((await open({ inputShape: [1, 3, 1] })).inputShapes).toEqual([[1, 3, 1]]);
  });
});

describe("pairs of arrays that do not fit", () => {
  it("are named where they are missing", async () => {
    const missing = { ...settings, testInputs: "nowhere.npy" };
    await expect(openDataset(missing, contextOf(folder))).rejects.toThrow(/nowhere.npy does not exist/);
  });

  it("are named where they are truncated or too long", async () => {
    const whole = npyBytes("<f4", [2, 3], new Float32Array(6));
    writeFiles(folder, { "x.npy": whole.subarray(0, -4) });
    expect(await refusal()).toMatch(/x.npy is truncated: .*\[2, 3\] has 6 numbers, but 5 follow/);
    writeFiles(folder, { "x.npy": whole.subarray(0, -3) });
    expect(await refusal()).toMatch(/x.npy cannot be read .*truncated/);
    writeFiles(folder, { "x.npy": whole.subarray(0, 5) });
    expect(await refusal()).toMatch(/x.npy cannot be read/);
    writeFiles(folder, { "x.npy": Buffer.concat([whole, Buffer.alloc(4)]) });
    expect(await refusal()).toMatch(/x.npy is longer than its header says: .* 6 numbers, but 7 follow/);
  });

  it("are named where they are no .npy files", async () => {
    writeFiles(folder, { "x.npy": "a,b,label\n1,2,3\n" });
    expect(await refusal()).toMatch(/x.npy cannot be read as a .npy file/);
  });

  it("are named where inputs and targets differ in number", async () => {
    writeFiles(folder, { "y.npy": npyBytes("<i4", [3], Int32Array.of(0, 1, 1)) });
    expect(await refusal()).toMatch(/x.npy holds 2 examples, but .*y.npy holds 3 targets/);
  });

  it("are named, with the row, where a number is not finite", async () => {
    writeFiles(folder, { "x.npy": npyBytes("<f8", [2, 3], Float64Array.of(0, 1, 2, 3, Number.NaN, 5)) });
    expect(await refusal()).toMatch(/x.npy, row 1 holds NaN/);
    writeFiles(folder, { "x.npy": npyBytes("<f8", [2, 3], Float64Array.of(0, 1e300, 2, 3, 4, 5)) });
    expect(await refusal()).toMatch(/x.npy, row 0 holds Infinity/);
  });

  it("are named, with the row, where a label is no class", async () => {
    writeFiles(folder, { "y.npy": npyBytes("<f4", [2], Float32Array.of(0, 0.5)) });
    expect(await refusal()).toMatch(/y.npy, row 1 holds 0.5, which is no class.*meanSquaredError/);
  });

  it.each(["crossentropy", "kullbackLeibler"] as const)(
    "are named, with the row, where %s meets no probabilities that sum to 1",
    async (loss) => {
      useFixture("one-hot", "y-test.npy");
      for (const [row, problem] of [
        [[1, 1, 0], "sums to 2"],
        [[0, 0, 0], "sums to 0"],
        [[0, 0.55, 0.5], "sums to 1.05"],
        [[1.5, -0.5, 0], "holds -0.5"],
      ] as const) {
        writeFiles(folder, { "y.npy": npyBytes("<f4", [2, 3], Float32Array.of(0, 1, 0, ...row)) });
        expect(await refusal({ loss })).toContain(`y.npy, row 1 ${problem}. ${loss} needs`);
      }
    },
  );

  it("are named where kullbackLeibler meets class indices", async () => {
    expect(await refusal({ loss: "kullbackLeibler" })).toMatch(
      /y.npy is \[2\]. kullbackLeibler needs probabilities .*Choose crossentropy/,
    );
  });

  it("are named where training and test targets differ in width", async () => {
    useFixture("one-hot", "y-test.npy");
    expect(await refusal()).toMatch(/y.npy has 1 target an example, but .*y-test.npy has 3/);
  });

  it("are refused where they are to be augmented, and are no images of bytes", async () => {
    const augment = { flip: "horizontal", crop: 0, rotate: 0, colour: 0 } as const;
    const refused = () =>
      openDataset({ ...settings, augment }, contextOf(folder, { inputShape: [3] })).then(
        () => "It was opened.",
        (error: unknown) => String(error),
      );
    expect(await refused()).toMatch(/x.npy cannot be augmented: it holds float32 numbers of \[3\] an example/);
    for (const name of ["x.npy", "x-test.npy"])
      writeFiles(folder, { [name]: npyBytes("|u1", [2, 3], new Uint8Array(6)) });
    expect(await refused()).toMatch(/x.npy cannot be augmented: it holds bytes of \[3\].* Leave "augment" out/);
  });

  it("are named where classes have more dimensions than one-hot rows", async () => {
    for (const name of ["y.npy", "y-test.npy"]) {
      writeFiles(folder, { [name]: npyBytes("<f4", [2, 2, 2], new Float32Array(8)) });
    }
    expect(await refusal()).toMatch(/y.npy is \[2, 2, 2\]. crossentropy needs/);
  });

  it("are named, with the row, where binaryCrossentropy meets more than 0 to 1", async () => {
    writeFiles(folder, { "y.npy": npyBytes("<i8", [2], BigInt64Array.of(1n, 2n)) });
    expect(await refusal({ loss: "binaryCrossentropy" })).toMatch(/y.npy, row 1 holds 2: binaryCrossentropy/);
  });
});
