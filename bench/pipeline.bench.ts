import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import type { Augmentation } from "../src/recipes/recipe.ts";
import { Batches } from "../src/trainer/datasets/batches.ts";
import { type FillInputs, madeExamples } from "../src/trainer/datasets/examples.ts";
import { type ImageSource, imageInputs } from "../src/trainer/datasets/imageInputs.ts";
import { InputThread } from "../src/trainer/datasets/inputThread.ts";
import { byteTable } from "../src/trainer/datasets/normalization.ts";
import { sharedBytes } from "../src/trainer/datasets/sharedMemory.ts";
import { loadSharp } from "../src/trainer/datasets/sharp.ts";
import { describeMachine, summarize } from "./timing.ts";

/**
 * Images a second, and by how much data prolongs a pass whose steps keep the trainer busy, where a thread fills the
 * batches and, in turn, where the trainer does it between steps: npm run bench -- pipeline [SIDE …]
 */

interface Case {
  readonly side: number;
  readonly channels: 1 | 3;
  readonly batch: number;
  /** Milliseconds of a step: about those of the fastest engine on networks for images of this size. */
  readonly step: number;
  readonly batches: number;
}

const cases: readonly Case[] = [
  { side: 28, channels: 1, batch: 64, step: 9, batches: 60 },
  { side: 32, channels: 3, batch: 32, step: 8, batches: 60 },
  { side: 224, channels: 3, batch: 8, step: 250, batches: 8 },
];
const augment: Augmentation = { flip: "horizontal", crop: 0.2, rotate: 10, colour: 0.2 };
const repetitions = 5;

const sides = process.argv.slice(2).map(Number);
const folder = await mkdtemp(path.join(tmpdir(), "sparsity-bench-"));
console.log(describeMachine());
try {
  for (const entry of cases.filter(({ side }) => sides.length === 0 || sides.includes(side))) {
    await measure(entry, "normalised", { ...inMemory(entry), augment: undefined });
    await measure(entry, "augmented", { ...inMemory(entry), augment });
    if (entry.side < 224) continue;
    await measure(entry, "decoded", { ...(await onDisk(entry)), augment: undefined });
    await measure(entry, "decoded and augmented", { ...(await onDisk(entry)), augment });
  }
} finally {
  await rm(folder, { recursive: true });
}

async function measure(entry: Case, what: string, source: ImageSource): Promise<void> {
  const { side, channels, batch, batches, step } = entry;
  const thread = new InputThread(source);
  const none: FillInputs = async () => {};
  const passes = [
    { fill: thread.fill, step: 0 },
    ...[none, thread.fill, imageInputs(source)].map((fill) => ({ fill, step })),
  ].map(({ fill, step }) => ({ read: passOf(entry, fill, step), times: [] as number[] }));
  for (let pass = 0; pass <= repetitions; pass++) {
    for (const { read, times } of passes) {
      const milliseconds = await read(pass);
      if (pass > 0) times.push(milliseconds);
    }
  }
  await thread.close();
  const [free, stepsAlone, threaded, between] = passes.map(({ times }) => summarize(times).minimum);
  const longer = (pass: number) => `${((pass / stepsAlone - 1) * 100).toFixed(1)} %`;
  console.log(
    `${side} × ${side} × ${channels}, batch ${batch}, ${what}: ${((batch * batches) / (free / 1000)).toFixed(0)} images/s; steps of ${step} ms: a pass takes ${longer(threaded)} longer (filled between steps: ${longer(between)})`,
  );
}

/** Reads a pass with steps of so many milliseconds, and resolves with the milliseconds that it took. */
function passOf({ side, channels, batch, batches }: Case, fill: FillInputs, step: number) {
  const size = batch * batches;
  const examples = madeExamples(fill, side * side * channels, { width: 1, values: new Float32Array(size) });
  const reader = new Batches({ train: examples, test: examples }, batch);
  const order = Uint32Array.from({ length: size }, (_, index) => index);
  return async (pass: number): Promise<number> => {
    const started = performance.now();
    for await (const _ of reader.of(examples, order, { pass })) {
      const end = performance.now() + step;
      while (performance.now() < end);
      // As the training loop does, which looks for messages here.
      for (let i = 0; i < 2; i++) await turn();
    }
    return performance.now() - started;
  };
}

function inMemory({ side, channels, batch, batches }: Case): Omit<ImageSource, "augment"> {
  const kept = sharedBytes(batch * batches * side * side * channels);
  for (let i = 0; i < kept.length; i++) kept[i] = (i * 31) % 251;
  const shape = { height: side, width: side, channels };
  return { shape, kept, files: undefined, table: byteTable("zero-one", channels), seed: 1 };
}

/** JPEG files of 500 × 500 pixels, of which none is kept. */
async function onDisk({ side, channels, batch, batches }: Case): Promise<Omit<ImageSource, "augment">> {
  const file = path.join(folder, "noise.jpg");
  const noise = { type: "gaussian", mean: 128, sigma: 30 } as const;
  const { sharp } = loadSharp();
  await sharp({ create: { width: 500, height: 500, channels: 3, background: "grey", noise } })
    .blur(2)
    .jpeg()
    .toFile(file);
  const shape = { height: side, width: side, channels };
  const paths = new Array<string>(batch * batches).fill(file);
  const files = { paths, format: { ...shape, fit: "cover" as const } };
  return { shape, kept: sharedBytes(0), files, table: byteTable("zero-one", channels), seed: 1 };
}
