import type { ModelSize, RunEvent, TensorPlan } from "../../src/runs/events.ts";

/** Where training may be taken up again: before batch `batch` of `pass`. */
export interface Position {
  readonly pass: number;
  readonly batch: number;
}

export interface RunShape {
  readonly passes: number;
  readonly tensors: number;
  readonly interval: number;
  readonly warnings: readonly number[];
}

function planOf(tensors: number): TensorPlan[] {
  return Array.from({ length: tensors }, (_, i) => ({
    tensor: `conv${i}/kernel`,
    layer: `conv${i}`,
    className: "Conv2D",
    shape: [1, 1, 10, 10],
    role: "kernel",
    rule: 0,
    select: "conv",
    schedule: "log",
    sparsityUpperBound: 0.75,
    intervalPass: 3,
    endPass: 60,
  }));
}

/** A minute a pass, from a fixed day on, so that streams repeat. */
function timeAt(pass: number, seconds: number): string {
  return new Date(Date.UTC(2026, 0, 1) + pass * 60_000 + seconds * 1000).toISOString();
}

function sizeOf(variant: string, gzipBytes: number): ModelSize {
  return { variant, path: `export/${variant}`, rawBytes: 100, gzipBytes, accuracy: 0.9 };
}

/** The events of a run that nothing disturbs; every figure follows from the pass, as in a run that is repeated. */
export function straightRun({ passes, tensors, interval, warnings }: RunShape): RunEvent[] {
  const plan = planOf(tensors);
  const evaluation = (pass: number) => ({ loss: 1 / (pass + 1), accuracy: pass / (pass + 1) });
  const events: RunEvent[] = [
    {
      type: "runStarted",
      v: 1,
      time: timeAt(0, 0),
      pass: 0,
      name: "run",
      engine: { name: "wasm", version: "tfjs 4.22.0", detail: "2 threads" },
      model: { path: "model.json", sha256: "0".repeat(64), weights: tensors * 100 },
      dataset: { name: "data", sha256: "0".repeat(64), train: 10, test: 10, inputShapes: [[2, 2, 1]], classes: [2] },
      passes,
      batchSize: 4,
      seed: 1,
      plan,
    },
    { type: "warning", time: timeAt(0, 0), pass: 0, message: "before the run" },
    { type: "denseEvaluated", time: timeAt(0, 0), pass: 0, test: evaluation(0) },
    { type: "sizesMeasured", time: timeAt(0, 0), pass: 0, sizes: [sizeOf("dense", 100)] },
    { type: "checkpointSaved", time: timeAt(0, 0), pass: 0, path: "checkpoints/pass-0", bytes: 1000 },
  ];
  for (let pass = 0; pass < passes; pass++) {
    events.push({ type: "passStarted", time: timeAt(pass, 1), pass, learningRate: 0.1 / (pass + 1) });
    if (pass % interval === 0 && tensors > 0) {
      const event = pass / interval + 1;
      const kept = Math.max(1, 100 - 7 * event);
      const pruned = plan.map(({ tensor }) => ({ tensor, ratio: 1 - kept / 100, kept, size: 100, nnz: kept - 1 }));
      events.push({ type: "pruned", time: timeAt(pass, 2), pass, event, tensors: pruned, milliseconds: 5 });
    }
    if (warnings.includes(pass)) events.push({ type: "warning", time: timeAt(pass, 3), pass, message: `pass ${pass}` });
    const measured = { train: evaluation(pass), test: evaluation(pass), seconds: 40, stepMilliseconds: 8 };
    events.push({ type: "passEnded", time: timeAt(pass, 50), pass, ...measured });
    const path = `checkpoints/pass-${pass + 1}`;
    events.push({ type: "checkpointSaved", time: timeAt(pass, 55), pass: pass + 1, path, bytes: 1000 });
  }
  const sizes = [sizeOf("pruned", 50)];
  events.push({ type: "sizesMeasured", time: timeAt(passes, 0), pass: passes, sizes });
  events.push({
    type: "runEnded",
    time: timeAt(passes, 1),
    pass: passes,
    status: "completed",
    reason: null,
    accuracyBefore: 0,
    accuracyAfter: 0.9,
    sparsity: 0.5,
    sizes: [sizeOf("dense", 100), ...sizes],
  });
  return events;
}

export function resumedAt({ pass, batch }: Position): RunEvent {
  return { type: "runResumed", time: timeAt(pass, 0), pass, batch, checkpoint: `checkpoints/pass-${pass}` };
}

/** Events of a straight run that come before a position of training, and those that follow it. */
export function splitAt(events: readonly RunEvent[], { pass, batch }: Position): [RunEvent[], RunEvent[]] {
  const next = batch === 0 ? "passStarted" : "passEnded";
  const index = events.findIndex((event) => event.type === next && event.pass === pass);
  return [events.slice(0, index), events.slice(index)];
}
