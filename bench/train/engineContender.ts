import { createInterface } from "node:readline";
import { resolveRules } from "../../src/recipes/rules.ts";
import { type Batch, type Engine, EngineError, type Network } from "../../src/trainer/engines/engine.ts";
import { startNative } from "../../src/trainer/engines/native/engine.ts";
import { startWasm } from "../../src/trainer/engines/wasm/engine.ts";
import { gaussian, time } from "../timing.ts";
import type { Task } from "./contenderProcess.ts";

/** An engine of this project as a contender: the program that `ContenderProcess` starts, with the way to run as argument. */

const starters = { native: () => startNative(), eager: () => startNative({ eager: true }), wasm: () => startWasm() };

export type EngineRun = keyof typeof starters;

const learningRate = 0.001;

function build(engine: Engine, topology: Task["topology"]): Promise<Network> {
  return engine.build({
    topology,
    weights: () => undefined,
    loss: "crossentropy",
    trainable: "all",
    seed: 1,
    optimizer: {
      type: "momentum",
      momentum: 0.9,
      nesterov: false,
      learningRate,
      l1: 0,
      l2: 0,
      learningRateSchedule: { type: "constant" },
    },
  });
}

/** Every convolution but the depthwise ones, and every dense layer, half of it masked. */
function maskHalf(network: Network): void {
  const rule = { sparsityUpperBound: 0.5, intervalPass: 1, endPass: 0, schedule: "log" } as const;
  const rules = ["conv", "dense"].map((select) => ({ select, ...rule }));
  for (const { tensor } of resolveRules(rules, network.tensors)) {
    const size = tensor.shape.reduce((product, side) => product * side, 1);
    network.setMask(
      tensor.name,
      Float32Array.from({ length: size }, (_, i) => i & 1),
    );
  }
}

function batchOf({ input, classes, batch: size }: Task): Batch {
  const inputs = gaussian(input.reduce((product, side) => product * side, size));
  return { size, inputs, targets: Float32Array.from({ length: size }, (_, i) => (i * 7) % classes) };
}

function answer(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

async function startEngine(): Promise<Engine | undefined> {
  try {
    return await starters[process.argv[2] as EngineRun]();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    answer({ missing: error.message });
    return undefined;
  }
}

async function serve(lines: AsyncIterator<string>): Promise<void> {
  const task: Task = JSON.parse((await lines.next()).value);
  const engine = await startEngine();
  if (!engine) return;
  const batch = batchOf(task);
  const started = performance.now();
  const network = await build(engine, task.topology);
  const built = performance.now() - started;
  maskHalf(network);
  let steps = 0;
  const step = () => time(() => network.step(batch, steps++, learningRate));
  const mode = network.mode ? `, ${network.mode}` : "";
  answer({ version: `${engine.version}, ${engine.detail}${mode}`, build: built, firstStep: step() });
  const measures: Readonly<Record<string, () => number>> = {
    step,
    evaluate: () => time(() => network.evaluate(batch)),
  };
  for (let line = await lines.next(); !line.done; line = await lines.next()) {
    const [command, count] = line.value.split(" ");
    const measure = measures[command];
    if (measure) answer(Array.from({ length: Number(count) }, measure));
    // maxRSS counts in units of 1,024 bytes on every system.
    else answer(process.resourceUsage().maxRSS * 1024);
  }
}

await serve(createInterface({ input: process.stdin })[Symbol.asyncIterator]());
