import { writeFileSync } from "node:fs";
import { z } from "zod";

/** What benchmarks write with --json, and docs/performance.md is made of. Times are milliseconds. */

const timing = z.object({ median: z.number(), minimum: z.number(), samples: z.number().int().positive() });

/** What repeated measurements of one thing gave, in milliseconds. */
export type Timing = Readonly<z.infer<typeof timing>>;

const contender = z.object({
  name: z.string(),
  title: z.string(),
  /** Of the libraries behind it. */
  version: z.string(),
  step: timing,
  /** Of the same batch, without learning; null for those that are not asked. */
  evaluation: timing.nullable(),
  /** From the topology to a network that can train. */
  build: z.number(),
  firstStep: z.number(),
  /** Most bytes of physical memory; null where the system does not tell. */
  peakMemory: z.number().nullable(),
});

const trainCase = z.object({ name: z.string(), title: z.string(), contenders: z.array(contender) });

export const trainResult = z.object({
  benchmark: z.literal("train"),
  date: z.iso.date(),
  machine: z.string(),
  rounds: z.number().int().positive(),
  cases: z.array(trainCase),
  /** Contenders that did not take part, with the reason. */
  leftOut: z.array(z.object({ title: z.string(), reason: z.string() })),
});

export const pruneEventResult = z.object({
  benchmark: z.literal("prune-event"),
  date: z.iso.date(),
  machine: z.string(),
  sizes: z.array(
    z.object({ weights: z.number(), ours: timing, torch: z.object({ version: z.string(), time: timing }).nullable() }),
  ),
});

export type ContenderResult = z.infer<typeof contender>;
export type CaseResult = z.infer<typeof trainCase>;
export type TrainResult = z.infer<typeof trainResult>;
export type PruneEventResult = z.infer<typeof pruneEventResult>;

export function writeResult(file: string, result: TrainResult | PruneEventResult): void {
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
}

/** As in 2026-11-28. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
