import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ModelFileError } from "../../src/models/modelFile.ts";
import { arrayTensor, type NumericArray } from "../../src/models/numericArray.ts";
import { openModel } from "../../src/models/open.ts";
import { readSafetensors } from "../../src/models/safetensors/read.ts";
import { writeSafetensors } from "../../src/models/safetensors/write.ts";
import { sizeOf } from "../../src/pruning/tensor.ts";
import { temporaryFolder } from "./folder.ts";

const folder = await temporaryFolder();

const shapes = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 });
const random32 = { noNaN: true, noDefaultInfinity: true } as const;

/** An array of any dtype, of the size of the shape. */
function arraysOf(size: number): fc.Arbitrary<NumericArray> {
  const length = { minLength: size, maxLength: size };
  return fc.oneof<fc.Arbitrary<NumericArray>[]>(
    fc.float32Array({ ...length, ...random32 }),
    fc.float64Array({ ...length, ...random32 }),
    fc.int8Array(length),
    fc.uint8Array(length),
    fc.int16Array(length),
    fc.uint16Array(length),
    fc.int32Array(length),
    fc.uint32Array(length),
    fc.bigInt64Array(length),
    fc.bigUint64Array(length),
  );
}

const tensors = fc.uniqueArray(
  fc
    .record({ name: fc.string({ unit: "grapheme" }), tensor: shapes })
    .chain(({ name, tensor: shape }) => arraysOf(sizeOf(shape)).map((values) => arrayTensor(name, shape, values))),
  { selector: ({ name }) => name, maxLength: 6 },
);
const metadata = fc.dictionary(fc.string(), fc.string()).map((entries) => new Map(Object.entries(entries)));

async function fileWith(bytes: Uint8Array): Promise<string> {
  const path = join(folder, "given.safetensors");
  await writeFile(path, bytes);
  return path;
}

/** A file whose header is the given JSON, followed by `dataBytes` zeros. */
function fileOf(header: unknown, dataBytes: number): Promise<string> {
  const json = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(json.length));
  return fileWith(Buffer.concat([prefix, json, Buffer.alloc(dataBytes)]));
}

describe("a safetensors file", () => {
  it("gives back tensors of every dtype and shape, and the metadata", async () => {
    const path = join(folder, "round-trip.safetensors");
    await fc.assert(
      fc.asyncProperty(tensors, metadata, async (written, notes) => {
        await writeSafetensors(path, written, notes);
        const read = await readSafetensors(path);
        expect(new Map(read.metadata)).toEqual(notes);
        expect(read.tensors.size).toBe(written.length);
        for (const { name, shape, read: values } of written) {
          expect(read.tensors.get(name)).toEqual({ shape, values: await values() });
        }
      }),
    );
  });

  it("keeps names that mean something to JavaScript objects", async () => {
    const path = join(folder, "names.safetensors");
    const notes = new Map([["__proto__", "a note"]]);
    await writeSafetensors(path, [arrayTensor("__proto__", [1], Float32Array.of(1))], notes);
    const read = await readSafetensors(path);
    expect(read.metadata).toEqual(notes);
    expect(read.tensors.get("__proto__")).toEqual({ shape: [1], values: Float32Array.of(1) });
  });

  it("starts every tensor at a multiple of its element, so that it can be mapped", async () => {
    const path = join(folder, "aligned.safetensors");
    const odd = [arrayTensor("mask", [3], new Uint8Array(3)), arrayTensor("w", [2], new Float32Array([1, 2]))];
    await writeSafetensors(path, odd);
    const bytes = await readFile(path);
    const length = Number(bytes.readBigUInt64LE());
    const header = JSON.parse(bytes.subarray(8, 8 + length).toString());
    expect(Object.keys(header)).toEqual(["mask", "w"]);
    expect((8 + length) % 8).toBe(0);
    expect(header.w.data_offsets).toEqual([0, 8]);
    expect(bytes.readFloatLE(8 + length + 4)).toBe(2);
  });

  it("leaves the old file, and no other, where writing fails half way", async () => {
    const inside = join(folder, "atomic");
    const path = join(inside, "weights.safetensors");
    await writeSafetensors(path, [arrayTensor("w", [1], new Float32Array([7]))]);
    const failing = { name: "w", shape: [1], dtype: "float32", read: () => Promise.reject(new Error("lost")) } as const;
    await expect(writeSafetensors(path, [failing])).rejects.toThrow("lost");
    expect((await readSafetensors(path)).tensors.get("w")?.values).toEqual(new Float32Array([7]));
    expect(await readdir(inside)).toEqual(["weights.safetensors"]);
  });

  it("refuses values that are not what the tensor says it has", async () => {
    const path = join(folder, "refused.safetensors");
    const short = { name: "w", shape: [2], dtype: "float32", read: () => new Float32Array(1) } as const;
    await expect(writeSafetensors(path, [short])).rejects.toThrow("w gave 1 values of float32 for float32 [2]");
    const same = arrayTensor("w", [1], new Float32Array(1));
    await expect(writeSafetensors(path, [same, same])).rejects.toThrow("Two tensors have the name w");
  });

  it("reads half floats as the numbers they stand for", async () => {
    const json = {
      h: { dtype: "F16", shape: [4], data_offsets: [0, 8] },
      b: { dtype: "BF16", shape: [2], data_offsets: [8, 12] },
    };
    const path = await fileOf(json, 12);
    const bytes = await readFile(path);
    const start = bytes.length - 12;
    for (const [i, half] of [0x3c00, 0xc000, 0x0001, 0x7c00, 0x3f80, 0xc040].entries()) {
      bytes.writeUInt16LE(half, start + 2 * i);
    }
    const { tensors } = await readSafetensors(await fileWith(bytes));
    expect([...(tensors.get("h")?.values ?? [])]).toEqual([1, -2, 2 ** -24, Number.POSITIVE_INFINITY]);
    expect([...(tensors.get("b")?.values ?? [])]).toEqual([1, -3]);
  });

  it("opens for inspection: tensors by name, read by range, layers from what comes before the last dot", async () => {
    const path = join(folder, "inspected.safetensors");
    await writeSafetensors(path, [
      arrayTensor("encoder.0.weight", [2, 3], new Float32Array([1, 2, 3, 4, 5, 6])),
      arrayTensor("encoder.0.steps", [], new BigInt64Array([7n])),
    ]);
    const model = await openModel(path);
    expect(model.layers).toEqual([
      {
        name: "encoder.0",
        className: "",
        tensors: [
          {
            name: "encoder.0.weight",
            layer: "encoder.0",
            className: "",
            role: "weight",
            shape: [2, 3],
            dtype: "float32",
            bytes: 24,
          },
          {
            name: "encoder.0.steps",
            layer: "encoder.0",
            className: "",
            role: "steps",
            shape: [],
            dtype: "int64",
            bytes: 8,
          },
        ],
      },
    ]);
    expect(await model.read("encoder.0.weight", { start: 2, end: 5 })).toEqual(new Float32Array([3, 4, 5]));
    expect(await model.read("encoder.0.steps")).toEqual(new Float32Array([7]));
    expect(model.warnings).toEqual(["encoder.0.steps is stored in 64 bits and read as float32."]);
    await expect(model.read("decoder")).rejects.toThrow(`There is no tensor decoder in ${path}.`);
    await expect(model.read("encoder.0.weight", { start: 2, end: 7 })).rejects.toThrow("it has 6");
    await model.close();
  });

  const f32 = (shape: number[], data_offsets: [number, number]) => ({ dtype: "F32", shape, data_offsets });
  const broken: [string, unknown, number, string][] = [
    [
      "bytes that are not what the shape asks for",
      { w: f32([2], [0, 4]) },
      4,
      "w (float32 [2]) needs 8 bytes and has 4",
    ],
    ["tensors that overlap", { a: f32([2], [0, 8]), b: f32([1], [4, 8]) }, 8, "b overlaps another one"],
    [
      "bytes that belong to nobody",
      { a: f32([1], [0, 4]), b: f32([1], [8, 12]) },
      12,
      "no tensor owns the 4 bytes before b",
    ],
    ["a file cut short", { w: f32([2], [0, 8]) }, 5, "its tensors take 8 bytes and 5 follow the header"],
    ["an unknown dtype", { w: { dtype: "F8", shape: [1], data_offsets: [0, 1] } }, 1, "w has the dtype F8"],
    ["negative offsets", { w: f32([1], [-4, 0]) }, 0, "entry for tensor w"],
    ["an array for a header", [], 0, "not a JSON object"],
    ["metadata that are no strings", { __metadata__: { a: 1 } }, 0, "metadata are not strings"],
  ];
  it.each(broken)("refuses %s", async (_, header, dataBytes, sentence) => {
    const reading = readSafetensors(await fileOf(header, dataBytes));
    await expect(reading).rejects.toThrow(ModelFileError);
    await expect(reading).rejects.toThrow(sentence);
  });

  it("refuses a header longer than the file before it allocates it", async () => {
    const path = await fileWith(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1, 0x7b, 0x7d));
    await expect(readSafetensors(path)).rejects.toThrow("announces a safetensors header of 72057594037927936 bytes");
  });

  it("says that a file is missing", async () => {
    await expect(readSafetensors(join(folder, "none"))).rejects.toThrow(`There is no file ${join(folder, "none")}.`);
  });

  it("answers any damage to the header with a ModelFileError, or reads on where it stayed valid", async () => {
    const path = join(folder, "whole.safetensors");
    await writeSafetensors(path, [arrayTensor("a/kernel", [2, 3], new Float32Array(6))], new Map([["v", "1"]]));
    const whole = await readFile(path);
    const headerEnd = 8 + Number(whole.readBigUInt64LE());
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: headerEnd - 1 }),
        fc.integer({ min: 0, max: 7 }),
        fc.option(fc.integer({ min: 0, max: whole.length - 1 })),
        async (byte, bit, cut) => {
          const damaged = Buffer.from(whole.subarray(0, cut ?? whole.length));
          if (byte < damaged.length) damaged[byte] = (damaged[byte] ?? 0) ^ (1 << bit);
          await readSafetensors(await fileWith(damaged)).catch((error) => {
            refused++;
            expect(error).toBeInstanceOf(ModelFileError);
          });
        },
      ),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});
