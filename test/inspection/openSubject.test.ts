import { mkdir, readdir, readFile, stat, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { aggregateCells } from "../../src/heatmap/aggregate.ts";
import { wholeWindow } from "../../src/heatmap/cells.ts";
import { levelDomain, quantizeLevels } from "../../src/heatmap/levels.ts";
import { openSubject } from "../../src/inspection/openSubject.ts";
import type { Subject } from "../../src/inspection/subject.ts";
import { ModelFileError } from "../../src/models/modelFile.ts";
import { arrayTensor } from "../../src/models/numericArray.ts";
import { openModel } from "../../src/models/open.ts";
import { writeSafetensors } from "../../src/models/safetensors/write.ts";
import { wholeTensorLimit } from "../../src/protocol/tensorViews.ts";
import { matrixLayout } from "../../src/pruning/matrixLayout.ts";
import { tensorStatistics } from "../../src/pruning/statistics.ts";
import { writeMasks } from "../../src/runs/masks.ts";
import { temporaryFolder } from "../models/folder.ts";
import { useSubject } from "./useSubject.ts";

const fixtures = fileURLToPath(new URL("../fixtures/keras", import.meta.url));
const kerasFiles = (await readdir(fixtures)).filter((name) => /\.(h5|keras)$/.test(name));
const folder = await temporaryFolder();

async function wholeValues(subject: Subject, tensor: string) {
  const values = await subject.values(tensor);
  if (values.kind !== "whole") throw new Error(`${tensor} was not given whole.`);
  return values;
}

describe("a model file that Keras has written", () => {
  it.each(kerasFiles)("lists what it holds, in the network's order: %s", async (name) => {
    const file = path.join(fixtures, name);
    const model = await openModel(file);
    await useSubject(file, async (subject) => {
      const { tensors, ...rest } = subject.file;
      expect(rest).toMatchObject({ title: name, fileBytes: (await stat(file)).size, format: model.format, run: null });
      expect(rest.warnings).toEqual(model.warnings);
      const stored = model.layers.flatMap((layer) => layer.tensors);
      expect(tensors).toEqual(
        stored.map((tensor) => ({ ...tensor, size: tensor.shape.reduce((a, b) => a * b, 1), pruned: false })),
      );
      expect(rest.network?.layers ?? []).toEqual(
        model.topology ? model.layers.map(({ name, className }) => ({ name, className })) : [],
      );
    });
    await model.close();
  });

  it.each(kerasFiles)("gives values, statistics and cells that agree, of tensors of any shape: %s", async (name) => {
    await useSubject(path.join(fixtures, name), async (subject) => {
      for (const { name: tensor, shape, role } of subject.file.tensors) {
        const { weights, prunedAt, events } = await wholeValues(subject, tensor);
        expect([prunedAt, events]).toEqual([null, 0]);
        const statistics = tensorStatistics(weights, shape, role);
        expect(await subject.statistics(tensor)).toEqual(statistics);
        const { rows, columns } = matrixLayout(shape, role);
        const levels = quantizeLevels(weights, levelDomain(statistics.magnitudes));
        const window = wholeWindow({ rows, columns }, 2);
        const cells = aggregateCells({ rows, columns, levels, prunedAt: null }, window, 0);
        expect(await subject.cells({ tensor, window, event: 0 })).toEqual(cells);
      }
    });
  });
});

describe("a safetensors file", () => {
  it("may hold scalars, empty tensors, integers and tensors of many dimensions", async () => {
    const file = path.join(folder, "odd.safetensors");
    await writeSafetensors(file, [
      arrayTensor("scalar", [], new Float32Array([2])),
      arrayTensor("empty", [0, 3], new Float32Array(0)),
      arrayTensor("no.columns", [3, 0], new Float32Array(0)),
      arrayTensor("counts", [2], new BigInt64Array([0n, -5n])),
      arrayTensor("a.b.weight", [1, 2, 1, 2, 1], new Float64Array([0, 1, 0, Number.NaN])),
    ]);
    await useSubject(file, async (subject) => {
      const sizes = Object.fromEntries(subject.file.tensors.map(({ name, size }) => [name, size]));
      expect(sizes).toEqual({ scalar: 1, empty: 0, "no.columns": 0, counts: 2, "a.b.weight": 4 });
      for (const { name, size, shape, role } of subject.file.tensors) {
        const { weights } = await wholeValues(subject, name);
        expect(weights).toHaveLength(size);
        expect((await subject.statistics(name)).size).toBe(size);
        const { rows, columns } = matrixLayout(shape, role);
        const cells = await subject.cells({ tensor: name, window: wholeWindow({ rows, columns }, 1), event: 0 });
        expect(cells.kept).toHaveLength(size);
      }
      expect(await subject.statistics("a.b.weight")).toMatchObject({ nnz: 2, nan: 1 });
    });
  });

  it("gives a tensor whole up to the limit, and a larger one by windows only", async () => {
    const file = path.join(folder, "large.safetensors");
    const header = JSON.stringify({
      most: { dtype: "U8", shape: [wholeTensorLimit], data_offsets: [0, wholeTensorLimit] },
      more: { dtype: "U8", shape: [wholeTensorLimit + 1], data_offsets: [wholeTensorLimit, 2 * wholeTensorLimit + 1] },
    });
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    await writeFile(file, Buffer.concat([length, Buffer.from(header)]));
    await truncate(file, 8 + header.length + 2 * wholeTensorLimit + 1);
    await useSubject(file, async (subject) => {
      expect((await wholeValues(subject, "most")).weights).toHaveLength(wholeTensorLimit);
      expect(await subject.values("more")).toEqual({ kind: "windowed", masked: false, events: 0 });
    });
  });

  it("that ends before its tensors do is refused in a sentence that names it", async () => {
    const file = path.join(folder, "short.safetensors");
    await writeSafetensors(file, [arrayTensor("w", [100], new Float32Array(100))]);
    await truncate(file, 200);
    await expect(openSubject(file)).rejects.toThrow(/short\.safetensors is damaged/);
  });
});

describe("a mask history without its run", () => {
  const prunedAt = Uint16Array.from([0, 1, 2, 0, 2, 2]);
  const written = async (name: string, events: number) => {
    const file = path.join(folder, name);
    await writeMasks(file, { events, prunedAt: new Map([["fc/kernel", prunedAt]]) }, new Map([["fc/kernel", [2, 3]]]));
    return file;
  };

  it.each([
    ["in one byte a weight", 2],
    ["in two", 300],
  ])("shows masks for weights, and what removed each: %s", async (_, events) => {
    await useSubject(await written(`masks-${events}.safetensors`, events), async (subject) => {
      expect(subject.file).toMatchObject({ format: "mask-history", run: null });
      expect(subject.file.tensors).toMatchObject([{ name: "fc/kernel", layer: "fc", shape: [2, 3], pruned: true }]);
      expect(await subject.values("fc/kernel")).toEqual({
        kind: "whole",
        weights: Float32Array.from([1, 0, 0, 1, 0, 0]),
        prunedAt,
        events,
      });
      expect(await subject.statistics("fc/kernel")).toMatchObject({ nnz: 2, rowNnz: Uint32Array.from([1, 1]) });
      const window = wholeWindow({ rows: 2, columns: 3 }, 1);
      const after = await subject.cells({ tensor: "fc/kernel", window, event: 1 });
      expect([...after.kept]).toEqual([255, 0, 255, 255, 255, 255]);
      expect([...(after.event ?? [])]).toEqual([0, 1, 0, 0, 0, 0]);
    });
  });

  it("is not seen in other files of small integers", async () => {
    const file = path.join(folder, "bytes.safetensors");
    await writeSafetensors(file, [arrayTensor("w", [2], Uint8Array.from([7, 0]))]);
    await useSubject(file, async (subject) => {
      expect(subject.file).toMatchObject({ format: "safetensors", tensors: [{ pruned: false }] });
      expect((await wholeValues(subject, "w")).weights).toEqual(Float32Array.from([7, 0]));
    });
  });
});

describe("what is no model", () => {
  it.each([
    ["data.h5", "\x89HDF\r\n\x1a\n and nothing behind it", /data\.h5/],
    ["notes.json", '{"a": 1}', /notes\.json is JSON, but no model/],
    ["model.json", "{", /model\.json is not valid JSON/],
    ["empty.safetensors", "", /empty\.safetensors has 0 bytes/],
    ["text.keras", "text", /text\.keras/],
    ["packed.spz", "text", /packed\.spz cannot be read: it is not a packed model/],
  ])("is refused in a sentence: %s", async (name, content, sentence) => {
    const file = path.join(folder, name);
    await writeFile(file, content, "latin1");
    await expect(openSubject(file)).rejects.toThrow(ModelFileError);
    await expect(openSubject(file)).rejects.toThrow(sentence);
  });

  it("is said of a file that is not there, and of a folder", async () => {
    await expect(openSubject(path.join(folder, "absent.h5"))).rejects.toThrow(/There is no file .*absent\.h5/);
    await expect(openSubject(folder)).rejects.toThrow(ModelFileError);
  });
});

describe("tensors that are asked for", () => {
  it("are refused by name where there is none, or it holds no numbers", async () => {
    const file = path.join(folder, "words", "model.json");
    const words = Buffer.from([2, 0, 0, 0, 104, 105]);
    const weights = [{ name: "words", shape: [1], dtype: "string" }];
    await writeTfjs(file, { weightsManifest: [{ paths: ["a.bin"], weights }] }, words);
    await useSubject(file, async (subject) => {
      expect(subject.file.title).toBe(path.join("words", "model.json"));
      expect(subject.file.fileBytes).toBe((await readFile(file)).length + words.length);
      await expect(subject.values("other")).rejects.toThrow(/no tensor other in .*model\.json/);
      for (const ask of [subject.values("words"), subject.statistics("words")]) {
        await expect(ask).rejects.toThrow(/words in .* holds string values/);
      }
      const window = wholeWindow({ rows: 1, columns: 1 }, 1);
      await expect(subject.cells({ tensor: "words", window, event: 0 })).rejects.toThrow(/string values/);
    });
  });

  it("are read through once, until the subject is outdated", async () => {
    const file = path.join(folder, "once.safetensors");
    await writeSafetensors(file, [arrayTensor("w", [2], Float32Array.from([1, 0]))]);
    await useSubject(file, async (subject) => {
      const first = subject.statistics("w");
      expect(subject.statistics("w")).toBe(first);
      await first;
      expect(subject.statistics("w")).toBe(first);
    });
    const subject = await openSubject(file);
    const late = subject.statistics("w");
    subject.outdate();
    await expect(late).rejects.toThrow(/once\.safetensors has changed on disk/);
    await subject.close();
  });
});

async function writeTfjs(file: string, document: object, shard: Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(document));
  await writeFile(path.join(path.dirname(file), "a.bin"), shard);
}
