import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach } from "vitest";
import type { LossName } from "../../src/recipes/recipe.ts";
import type { OpenContext } from "../../src/trainer/datasets/context.ts";
import type { Dataset, Examples } from "../../src/trainer/datasets/dataset.ts";
import { sharedFloats } from "../../src/trainer/datasets/sharedMemory.ts";

/** A folder that is gone when the tests of the file are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "datasets-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** What a model of one input and one output is to data. */
export interface OneByOne {
  readonly seed?: number;
  readonly inputShape?: readonly number[];
  readonly loss?: LossName;
}

export function contextOf(baseFolder: string, changes: OneByOne = {}): OpenContext {
  const { seed = 1, inputShape = [2, 2, 1], loss = "crossentropy" } = changes;
  const outputs = [{ layer: "out", shape: [3] }];
  return { baseFolder, seed, inputs: [{ layer: "in", shape: inputShape }], outputs, losses: [loss] };
}

const opened: Dataset[] = [];
afterEach(() => Promise.all(opened.splice(0).map((dataset) => dataset.close())));

/** The data set, which is closed when the test is over. */
export async function closedAfterwards(opening: Promise<Dataset>): Promise<Dataset> {
  const dataset = await opening;
  opened.push(dataset);
  return dataset;
}

/** Everything that a set holds, as arrays a row; as pass `pass` sees it, where one is given. */
export async function readAll(examples: Examples, pass?: number): Promise<{ inputs: number[][]; targets: number[][] }> {
  const { size, inputSize, targetSize } = examples;
  const inputs = sharedFloats(size * inputSize);
  const targets = new Float32Array(size * targetSize);
  await examples.fill(
    Uint32Array.from({ length: size }, (_, index) => index),
    inputs,
    targets,
    pass,
  );
  return { inputs: rows(inputs, inputSize), targets: rows(targets, targetSize) };
}

function rows(values: Float32Array, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, row) =>
    Array.from(values.subarray(row * width, (row + 1) * width)),
  );
}

/** Bytes of an IDX file of unsigned bytes. */
export function idxBytes(shape: readonly number[], values: readonly number[], type = 0x08): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, type, shape.length]);
  for (const [axis, dimension] of shape.entries()) header.writeUInt32BE(dimension, 4 + 4 * axis);
  return Buffer.concat([header, Buffer.from(values)]);
}

/** Writes files, so that a test reads like a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, Buffer | string>>): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}

/** Bytes of a .npy file, format 1.0. */
export function npyBytes(descr: string, shape: readonly number[], data: ArrayBufferView): Buffer {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const header = `${dictionary.padEnd(117)}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  return Buffer.concat([
    Buffer.from("\x93NUMPY\x01\x00", "latin1"),
    length,
    Buffer.from(header),
    Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  ]);
}
