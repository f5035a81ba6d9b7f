import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { wholeWindow } from "../src/heatmap/cells.ts";
import { InspectionThread } from "../src/inspection/thread.ts";
import { layOut, type UnplacedTensor } from "../src/models/safetensors/header.ts";
import { sizeOf } from "../src/pruning/tensor.ts";
import { bytes } from "../src/runs/figures.ts";
import { describeMachine, gaussian, summarize } from "./timing.ts";

/**
 * A mask inspector on a file of 2 GB, without the page: how long until it can list what is in there, and how much memory
 * looking into a tensor of 500 MB takes. Build first: the thread that reads is dist/inspection.js.
 */

const program = fileURLToPath(new URL("../../dist/inspection.js", import.meta.url));
const rounds = 7;

/** 500 MB of float32. */
const large: readonly number[] = [10_000, 12_500];
const tensors: readonly UnplacedTensor[] = [
  ...Array.from({ length: 4 }, (_, i) => ({ name: `blocks.${i}.large`, dtype: "float32" as const, shape: large })),
  ...Array.from({ length: 300 }, (_, i) => ({ name: `layers.${i}.bias`, dtype: "float32" as const, shape: [1000] })),
];
const measured = "blocks.0.large";

console.log(describeMachine());
const folder = await mkdtemp(path.join(tmpdir(), "open-model-"));
try {
  const file = path.join(folder, "large.safetensors");
  const size = await writeLargeFile(file);
  const opening: number[] = [];
  for (let round = 0; round < rounds; round++) opening.push(await openOnce(file));
  const { median, minimum } = summarize(opening);
  console.log(
    `${bytes(size)}, ${tensors.length} tensors: listed in ${median.toFixed(0)} ms (best ${minimum.toFixed(0)} ms), its thread's start included`,
  );
  await lookInside(file);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Holes but for the tensor that is looked into, which is full of numbers. */
async function writeLargeFile(file: string): Promise<number> {
  const { header, placed } = layOut(tensors, new Map());
  const size = placed.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), header.length);
  const handle = await open(file, "w");
  try {
    await handle.write(header);
    if (placed[0].name !== measured) throw new Error(`${measured} was expected to come first.`);
    await fill(handle, 4 * sizeOf(large), header.length);
    await handle.truncate(size);
    return size;
  } finally {
    await handle.close();
  }
}

async function fill(handle: FileHandle, length: number, offset: number): Promise<void> {
  const block = new Uint8Array(gaussian(1 << 20).buffer);
  for (let at = 0; at < length; at += block.length) {
    await handle.write(block.subarray(0, Math.min(block.length, length - at)), null, null, offset + at);
  }
}

/** Milliseconds until a new thread has listed the tensors. */
async function openOnce(file: string): Promise<number> {
  const started = performance.now();
  const thread = new InspectionThread(program, file);
  await thread.call((remote) => remote.describe());
  const milliseconds = performance.now() - started;
  await thread.close();
  return milliseconds;
}

async function lookInside(file: string): Promise<void> {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 5);
  const thread = new InspectionThread(program, file);
  const report = async (what: string, work: () => Promise<unknown>) => {
    const started = performance.now();
    await work();
    console.log(`  ${what}: ${(performance.now() - started).toFixed(0)} ms`);
  };
  await thread.call((remote) => remote.describe());
  await report("statistics of 125 million weights", () => thread.call((remote) => remote.statistics(measured)));
  const [rows, columns] = large;
  const windows = {
    "all of it, 20×20 weights a cell": wholeWindow({ rows, columns }, 20),
    "a tenth of the rows and columns, 2×2": { rowStart: 0, rowEnd: 1000, columnStart: 0, columnEnd: 1250, block: 2 },
    "60×80 single weights": { rowStart: 5000, rowEnd: 5060, columnStart: 6000, columnEnd: 6080, block: 1 },
  };
  for (const [what, window] of Object.entries(windows)) {
    await report(what, () => thread.call((remote) => remote.cells({ tensor: measured, window, event: 0 })));
  }
  clearInterval(sampling);
  await thread.close();
  console.log(`  memory: ${bytes(before)} before, ${bytes(peak)} at most (+${bytes(peak - before)})`);
}
