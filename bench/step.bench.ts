import type { Topology } from "../src/models/modelFile.ts";
import { resolveRules } from "../src/recipes/rules.ts";
import { chooseEngine } from "../src/trainer/engines/choose.ts";
import type { Batch, Network } from "../src/trainer/engines/engine.ts";
import { startBackend } from "../src/trainer/engines/wasm/backend.ts";
import type { Timing } from "./results.ts";
import { describeMachine, gaussian, summarize, time } from "./timing.ts";
import { lenet, mobilenet } from "./topologies.ts";

/**
 * Milliseconds of a training step with masks and without, and on wasm with them on one thread, in turn:
 * npm run bench -- step [native|wasm] [CASE …]
 */

interface Case {
  readonly name: string;
  readonly topology: Topology;
  readonly input: readonly number[];
  readonly classes: number;
  readonly batch: number;
  readonly steps: number;
}

const cases: readonly Case[] = [
  { name: "lenet", topology: lenet(), input: [28, 28, 1], classes: 10, batch: 64, steps: 30 },
  { name: "mobilenet.25@32", topology: mobilenet(0.25, 32, 10), input: [32, 32, 3], classes: 10, batch: 32, steps: 30 },
  { name: "mobilenet.25@64", topology: mobilenet(0.25, 64, 10), input: [64, 64, 3], classes: 10, batch: 32, steps: 30 },
  {
    name: "mobilenet1.0@224",
    topology: mobilenet(1, 224, 1000),
    input: [224, 224, 3],
    classes: 1000,
    batch: 8,
    steps: 10,
  },
];

const [asked = "wasm", ...names] = process.argv.slice(2);
if (asked !== "wasm" && asked !== "native") throw new Error("npm run bench -- step [native|wasm] [CASE …]");
const { engine } = await chooseEngine(asked);
const threads = engine.name === "wasm" ? (await startBackend()).heap.threads : undefined;
console.log(`${describeMachine()}; ${engine.name} (${engine.version}, ${engine.detail})`);
for (const entry of cases.filter(({ name }) => names.length === 0 || names.includes(name))) await measure(entry);

async function measure({ name, topology, input, classes, batch, steps }: Case): Promise<void> {
  const build = () =>
    engine.build({
      topology,
      weights: () => undefined,
      loss: "crossentropy",
      trainable: "all",
      seed: 1,
      optimizer: {
        type: "momentum",
        momentum: 0.9,
        nesterov: false,
        learningRate: 0.001,
        l1: 0,
        l2: 0,
        learningRateSchedule: { type: "constant" },
      },
    });
  const [dense, masked] = [await build(), await build()];
  maskHalf(masked);
  const examples = randomBatch(batch, input, classes);
  const runs = [
    { title: "masks on", network: masked, alone: false, times: [] as number[] },
    { title: "masks off", network: dense, alone: false, times: [] as number[] },
    ...((threads?.size ?? 1) > 1
      ? [{ title: "on one thread", network: masked, alone: true, times: [] as number[] }]
      : []),
  ];
  for (let step = -2; step < steps; step++) {
    // Now the one first, now the other: what the first leaves in the caches must not favour either.
    for (const { network, alone, times } of step % 2 === 0 ? runs : runs.toReversed()) {
      if (threads) threads.alone = alone;
      const milliseconds = time(() => network.step(examples, step + 2, 0.001));
      if (step >= 0) times.push(milliseconds);
    }
  }
  dense.dispose();
  masked.dispose();
  const [on, off, alone] = runs.map(({ times }) => summarize(times));
  const results = runs.map(({ title, times }) => `${title} ${render(summarize(times))}`);
  const masks = `masks cost ${((on.minimum / off.minimum - 1) * 100).toFixed(1)} % of the best step`;
  const speedup = alone ? [`${threads?.size} threads are ${(alone.median / on.median).toFixed(2)} times as fast`] : [];
  console.log(`${name}, batch ${batch}: ${[...results, masks, ...speedup].join("; ")}`);
}

function render({ median, minimum }: Timing): string {
  return `${median.toFixed(1)} ms (best ${minimum.toFixed(1)})`;
}

/** Every convolution but the depthwise ones, and every dense layer, half of it masked. */
function maskHalf(network: Network): void {
  const rule = { sparsityUpperBound: 0.5, intervalPass: 1, endPass: 0, schedule: "log" } as const;
  const rules = ["conv", "dense"].map((select) => ({ select, ...rule }));
  for (const { tensor } of resolveRules(rules, network.tensors)) {
    const size = network.read(tensor.name).length;
    network.setMask(
      tensor.name,
      Float32Array.from({ length: size }, (_, i) => i & 1),
    );
  }
}

function randomBatch(size: number, input: readonly number[], classes: number): Batch {
  const inputs = gaussian(input.reduce((a, b) => a * b, size));
  return { size, inputs, targets: Float32Array.from({ length: size }, (_, i) => (i * 7) % classes) };
}
