import { z } from "zod";
import { runEventSchema } from "../runs/events.ts";

/** What crosses the border of the trainer process, both ways. Each side validates what comes in. */

const path = z.string().min(1);

/**
 * For a trainer that goes on when whoever started it is gone, and is watched and controlled over its live link. Without
 * this it stops then, with a checkpoint.
 */
const detached = z.strictObject({
  /** Its standard error is written here. */
  errorFile: path,
});

export const trainerControlSchema = z.strictObject({
  type: z.literal("control"),
  action: z.enum(["pause", "continue", "stop"]),
});
export type TrainerControl = z.infer<typeof trainerControlSchema>["action"];

/** To the trainer: exactly one job, then any number of controls. */
export const trainerCommandSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("prune"),
    recipe: path,
    /** Folder to write the run into; a new one under `runs/` beside the recipe where absent. */
    runFolder: path.optional(),
    /** These take precedence over the recipe's. */
    engine: z.enum(["native", "wasm"]).optional(),
    model: path.optional(),
    seed: z.int().min(0).optional(),
    detached: detached.optional(),
  }),
  z.strictObject({ type: z.literal("resume"), runFolder: path, detached: detached.optional() }),
  z.strictObject({ type: z.literal("listEngines") }),
  /** How long a step of this recipe takes on the native engine, in this process's environment. */
  z.strictObject({ type: z.literal("timeStep"), recipe: path, model: path }),
  /** What two networks answer to the same inputs, drawn by the seed. */
  z.strictObject({ type: z.literal("compareAnswers"), models: z.tuple([path, path]), seed: z.int().min(0) }),
  /** What a model answers on the test examples of a recipe. */
  z.strictObject({
    type: z.literal("evaluate"),
    recipe: path,
    model: path,
    engine: z.enum(["native", "wasm"]).optional(),
  }),
  trainerControlSchema,
]);
export type TrainerCommand = z.infer<typeof trainerCommandSchema>;
export type TrainerJob = Exclude<TrainerCommand, { type: "control" }>;

const engineReport = z.strictObject({
  name: z.string(),
  available: z.boolean(),
  /** Of the library, where it loads. */
  version: z.string().nullable(),
  /** Where available, what it runs on; else why it does not work and what to do. */
  reason: z.string(),
});
export type EngineReport = z.infer<typeof engineReport>;

/** Often, and not kept: steps done and to do over the whole run. Also what goes over the live link. */
export const runProgressSchema = z.strictObject({
  type: z.literal("progress"),
  pass: z.int(),
  step: z.int(),
  steps: z.int(),
  /** Means over the pass so far. */
  loss: z.number().nullable(),
  accuracy: z.number().nullable(),
  paused: z.boolean(),
});
export type RunProgress = z.infer<typeof runProgressSchema>;

const comparedAnswers = z.strictObject({
  type: z.literal("answersCompared"),
  examples: z.int(),
  /** Over all outputs and examples. */
  largestDifference: z.number(),
  /** |answer| of the first network, of those that are finite. */
  largestAnswer: z.number(),
});
export type ComparedAnswers = Omit<z.infer<typeof comparedAnswers>, "type">;

/** From the trainer. */
export const trainerMessageSchema = z.discriminatedUnion("type", [
  /** The run folder exists and events follow. */
  z.strictObject({ type: z.literal("runFolder"), path }),
  z.strictObject({ type: z.literal("event"), event: runEventSchema }),
  runProgressSchema,
  z.strictObject({ type: z.literal("engines"), engines: z.array(engineReport) }),
  z.strictObject({ type: z.literal("stepTimed"), milliseconds: z.number() }),
  comparedAnswers,
  z.strictObject({
    type: z.literal("evaluated"),
    examples: z.int(),
    loss: z.number().nullable(),
    accuracy: z.number().nullable(),
  }),
  /** The job could not be done: a sentence for people, and the single problems where there are several. */
  z.strictObject({ type: z.literal("failed"), message: z.string(), problems: z.array(z.string()) }),
  z.strictObject({ type: z.literal("done"), status: z.enum(["completed", "stopped"]) }),
]);
export type TrainerMessage = z.infer<typeof trainerMessageSchema>;
