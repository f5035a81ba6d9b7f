import { z } from "zod";

/** What examples/mobilenet-flowers/folds.mjs writes, and docs/results.md is made of. Accuracies and sparsities are 0..1. */

const share = z.number().min(0).max(1);

const measured = z.object({
  engine: z.string(),
  train: z.int().positive(),
  test: z.int().positive(),
  /** Training batches that moving statistics were re-estimated on; 0 where they were not. */
  recalibrationBatches: z.int().min(0),
  accuracyBefore: share,
  accuracyAfter: share,
  sparsity: share.nullable(),
  /** Sparsity that each prune event left, before the first update of its pass. */
  events: z.array(z.object({ pass: z.int(), sparsity: share })),
  /** Of the test set after each pass. */
  accuracies: z.array(share).min(1),
  losses: z.array(z.number()),
});

const fold = z.object({ fold: z.int().positive(), dense: measured, pruned: measured, longer: measured });

/** One pruned run twice: with and without re-estimated statistics. */
const timeline = z.object({ fold: z.int().positive(), recalibrated: measured, plain: measured });

/** Of a whole cross-validation. */
export const foldsResult = z.object({ folds: z.array(fold).min(2), timeline });

/** What else was tried, and on which division of the images. */
export const trialsResult = z.object({
  trials: z.array(
    z.object({ what: z.string(), on: z.string(), accuracies: z.array(share).min(1), note: z.string().optional() }),
  ),
});

/** What examples/mobilenet-flowers/variants.mjs writes: each form of the networks of a whole cross-validation. */
export const formsResult = z.object({
  forms: z.array(
    z.object({
      fold: z.int().positive(),
      form: z.string(),
      /** Bytes of the .spz file. */
      packed: z.int().positive(),
      /** Of the weights as float32, and through gzip -9; absent for int8. */
      raw: z.int().positive().optional(),
      gzip: z.int().positive().optional(),
      accuracy: share,
      examples: z.int().positive(),
      /** By `sparsity verify`. */
      verified: z.literal(true),
    }),
  ),
});

export type FormsResult = z.infer<typeof formsResult>;
export type Measured = z.infer<typeof measured>;
export type FoldsResult = z.infer<typeof foldsResult>;
export type TimelineResult = z.infer<typeof timeline>;
export type TrialsResult = z.infer<typeof trialsResult>;
