import os from "node:os";
import type { Timing } from "./results.ts";

export function summarize(milliseconds: readonly number[]): Timing {
  const sorted = Float64Array.from(milliseconds).sort();
  return { median: sorted[sorted.length >> 1], minimum: sorted[0], samples: sorted.length };
}

/** Milliseconds that `work` takes. */
export function time(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** What the figures were measured on; a figure without it means nothing. */
export function describeMachine(): string {
  const [cpu] = os.cpus();
  const system = `${os.type()} ${os.machine()}, ${Math.round(os.totalmem() / 2 ** 30)} GB`;
  return `${cpu?.model ?? "unknown processor"}, ${os.cpus().length} cores, ${system}, Node ${process.versions.node}`;
}

/** Standard normal numbers, repeatable: weights as a trained network has them, more or less. */
export function gaussian(size: number, seed = 1): Float32Array {
  let state = seed >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Float32Array.from(
    { length: size },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}
