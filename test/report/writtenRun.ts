import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sizeOf } from "../../src/pruning/tensor.ts";
import { writeCheckpoint } from "../../src/runs/checkpoint.ts";
import type { RunEvent, TensorPlan } from "../../src/runs/events.ts";
import { writeMasks } from "../../src/runs/masks.ts";

export interface WrittenTensor {
  readonly plan: TensorPlan;
  readonly weights: Float32Array;
  readonly prunedAt: Uint16Array;
}

/** Writes a run folder as its trainer would have by the last of these events, with a checkpoint and masks that agree. */
export async function writeRun(folder: string, events: readonly RunEvent[]): Promise<readonly WrittenTensor[]> {
  await mkdir(join(folder, "checkpoints"), { recursive: true });
  await writeFile(join(folder, "events.ndjson"), events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  const started = events.find((event) => event.type === "runStarted");
  const held = events.filter((event) => event.type === "pruned").length;
  if (started?.type !== "runStarted" || held === 0) return [];
  const tensors = started.plan.map((plan) => tensorOf(plan, events));
  const byName = new Map(tensors.map((tensor) => [tensor.plan.tensor, tensor]));
  await writeMasks(
    join(folder, "masks.safetensors"),
    { events: held, prunedAt: new Map(tensors.map(({ plan, prunedAt }) => [plan.tensor, prunedAt])) },
    new Map(started.plan.map(({ tensor, shape }) => [tensor, shape])),
  );
  const network = {
    tensors: started.plan.map(({ tensor, ...rest }) => ({ name: tensor, ...rest })),
    read: (name: string) => byName.get(name)?.weights ?? new Float32Array(),
    saveOptimizer: () => new Map(),
  };
  const sums = { size: 0, lossSum: 0, correct: 0, counts: true };
  await writeCheckpoint(join(folder, "checkpoints", "pass-0001.safetensors"), network, {
    position: { pass: 1, batch: 0, step: 10, sums, seconds: 0 },
    events: held,
  });
  return tensors;
}

/** Weights are removed from the last one on, as many as the events say. */
function tensorOf(plan: TensorPlan, events: readonly RunEvent[]): WrittenTensor {
  const size = sizeOf(plan.shape);
  const kept = events.flatMap((event) =>
    event.type === "pruned" ? [event.tensors.find(({ tensor }) => tensor === plan.tensor)?.kept ?? size] : [],
  );
  const prunedAt = Uint16Array.from({ length: size }, (_, i) => kept.findIndex((count) => i >= count) + 1);
  const weights = Float32Array.from(prunedAt, (removed, i) => (removed ? 0 : Math.sin(i + 1)));
  return { plan, weights, prunedAt };
}
