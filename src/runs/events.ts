import { z } from "zod";

/** The lines of `events.ndjson`: one stream that feeds the terminal, the panel, the report and the tree. */

/** Version of the event format, written into `runStarted`. */
export const eventFormatVersion = 1;

const time = z.iso.datetime();
const pass = z.int().min(0);
const common = { time, pass };
const measure = z.number().nullable();

/** `correct / size` of one evaluation; null where the loss has no notion of accuracy. */
const evaluation = z.strictObject({ loss: measure, accuracy: measure });
export type Evaluation = z.infer<typeof evaluation>;

const tensorPlan = z.strictObject({
  tensor: z.string(),
  layer: z.string(),
  className: z.string(),
  shape: z.array(z.int()),
  /** Of the weight in its layer: "kernel", "bias", … */
  role: z.string(),
  /** The rule that decides, by its place in the recipe, and its selectors as written. */
  rule: z.int().min(0),
  select: z.string(),
  schedule: z.enum(["log", "polynomial", "constant"]),
  sparsityUpperBound: z.number(),
  intervalPass: z.int(),
  endPass: z.int(),
});
export type TensorPlan = z.infer<typeof tensorPlan>;

const runStarted = z.strictObject({
  type: z.literal("runStarted"),
  v: z.literal(eventFormatVersion),
  ...common,
  name: z.string(),
  engine: z.strictObject({ name: z.string(), version: z.string(), detail: z.string() }),
  model: z.strictObject({ path: z.string(), sha256: z.string(), weights: z.int() }),
  dataset: z.strictObject({
    name: z.string(),
    sha256: z.string(),
    train: z.int(),
    test: z.int(),
    /** Of one example, for each input of the network. */
    inputShapes: z.array(z.array(z.int())),
    /** How many each output of the network learns; null where it learns values. */
    classes: z.array(z.int().nullable()),
    /** What decoded the images; absent where none were. */
    decoder: z.string().optional(),
  }),
  passes: z.int(),
  batchSize: z.int(),
  seed: z.int(),
  /** Batches that moving statistics are re-estimated on before each evaluation; absent where they are not. */
  recalibrationBatches: z.int().min(1).optional(),
  /** Tensors that the rules prune, in the network's order; all others stay dense. */
  plan: z.array(tensorPlan),
});

/**
 * A run taken up again from a checkpoint, before batch `batch` of `pass`. What earlier lines say of later passes no
 * longer holds; nor, where `batch` is 0, what they say of `pass` itself since it started.
 */
const runResumed = z.strictObject({
  type: z.literal("runResumed"),
  ...common,
  batch: z.int().min(0),
  checkpoint: z.string(),
});

/** The network as it came, before the first update. */
const denseEvaluated = z.strictObject({ type: z.literal("denseEvaluated"), ...common, test: evaluation });

const passStarted = z.strictObject({ type: z.literal("passStarted"), ...common, learningRate: z.number() });

const prunedTensor = z.strictObject({
  tensor: z.string(),
  /** Sparsity that the schedule asks for, 0..1. */
  ratio: z.number(),
  /** Weights the new mask keeps. */
  kept: z.int(),
  size: z.int(),
  /** Weights other than zero after the event; below `kept` where kept weights are zero themselves. */
  nnz: z.int(),
});
export type PrunedTensor = z.infer<typeof prunedTensor>;

/** A prune event, before the first update of `pass`. Events count from 1: the number in `masks.safetensors`. */
const pruned = z.strictObject({
  type: z.literal("pruned"),
  ...common,
  event: z.int().min(1),
  tensors: z.array(prunedTensor),
  milliseconds: z.number(),
});

const passEnded = z.strictObject({
  type: z.literal("passEnded"),
  ...common,
  train: evaluation,
  test: evaluation,
  seconds: z.number(),
  /** Milliseconds of one training step, masks included: the median of the pass. */
  stepMilliseconds: z.number(),
});

const checkpointSaved = z.strictObject({
  type: z.literal("checkpointSaved"),
  ...common,
  path: z.string(),
  bytes: z.int(),
});

const bytes = z.int().min(0);

/** Where every byte of a packed file goes: these numbers add up to its size. */
const byteLedger = z.strictObject({
  /** The topology and the description of the tensors, with padding. */
  header: bytes,
  tensors: z.array(
    z.strictObject({
      tensor: z.string(),
      size: z.int(),
      /** Which weights are zero. */
      mask: bytes,
      values: bytes,
      /** Of int8, or the colours of a palette. */
      scales: bytes,
    }),
  ),
});
export type ByteLedger = z.infer<typeof byteLedger>;

const modelSize = z.strictObject({
  /** "dense": as it came; "pruned": as exported. */
  variant: z.string(),
  path: z.string(),
  rawBytes: z.int(),
  gzipBytes: z.int(),
  accuracy: measure,
  /** Of packed files; only in `sizesMeasured`. */
  ledger: byteLedger.optional(),
});
export type ModelSize = z.infer<typeof modelSize>;

/** Measured from the files written into `export/`. */
const sizesMeasured = z.strictObject({ type: z.literal("sizesMeasured"), ...common, sizes: z.array(modelSize) });

const warning = z.strictObject({ type: z.literal("warning"), ...common, message: z.string() });

const runEnded = z.strictObject({
  type: z.literal("runEnded"),
  ...common,
  status: z.enum(["completed", "stopped", "failed"]),
  /** Why it stopped or failed, for a person; null where it completed. */
  reason: z.string().nullable(),
  accuracyBefore: measure,
  accuracyAfter: measure,
  /** Share of zeros over all pruned tensors, measured, 0..1; null where nothing was pruned. */
  sparsity: measure,
  sizes: z.array(modelSize),
});

export const runEventSchema = z.discriminatedUnion("type", [
  runStarted,
  runResumed,
  denseEvaluated,
  passStarted,
  pruned,
  passEnded,
  checkpointSaved,
  sizesMeasured,
  warning,
  runEnded,
]);

export type RunEvent = z.infer<typeof runEventSchema>;
export type RunEventOf<Type extends RunEvent["type"]> = Extract<RunEvent, { type: Type }>;
