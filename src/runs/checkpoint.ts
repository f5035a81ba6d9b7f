import { stat } from "node:fs/promises";
import { z } from "zod";
import { arrayTensor, type TensorSource } from "../models/numericArray.ts";
import { readSafetensors } from "../models/safetensors/read.ts";
import { writeSafetensors } from "../models/safetensors/write.ts";
import type { WeightTensor } from "../pruning/tensor.ts";
import { RunFolderError, refused } from "./runFolderError.ts";

const natural = z.int().min(0);

/** What a checkpoint knows besides weights: where training stands between two steps. */
const trainingStateSchema = z.strictObject({
  position: z.strictObject({
    /** Passes done. */
    pass: natural,
    /** Batches done in the pass under way. */
    batch: natural,
    /** Updates done over the whole run. */
    step: natural,
    /** Sums over the examples of the pass under way. */
    sums: z.strictObject({ size: natural, lossSum: z.number(), correct: z.number().min(0), counts: z.boolean() }),
    /** Seconds that the pass under way has taken. */
    seconds: z.number().min(0),
  }),
  /** Prune events held so far: which part of `masks.safetensors` holds. */
  events: natural,
});

export type TrainingState = z.infer<typeof trainingStateSchema>;

export interface Checkpoint extends TrainingState {
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** Slots by their name, as in `conv2/kernel/momentum`. */
  readonly optimizer: ReadonlyMap<string, Float32Array>;
}

/** A network as far as a checkpoint needs it. */
export interface SavedNetwork {
  readonly tensors: readonly WeightTensor[];
  read(tensor: string): Float32Array;
  saveOptimizer(): ReadonlyMap<string, Float32Array>;
}

const metadataKey = "trainingState";
const weightsPrefix = "weights/";
const optimizerPrefix = "optimizer/";

/**
 * Writes one checkpoint, whole or not at all.
 *
 * @returns bytes of the file
 * @throws RunFolderError
 */
export async function writeCheckpoint(file: string, network: SavedNetwork, state: TrainingState): Promise<number> {
  const weights = network.tensors.map(
    ({ name, shape }): TensorSource => ({
      name: weightsPrefix + name,
      shape,
      dtype: "float32",
      read: () => network.read(name),
    }),
  );
  const slots = [...network.saveOptimizer()].map(([name, values]) =>
    arrayTensor(optimizerPrefix + name, [values.length], values),
  );
  try {
    await writeSafetensors(file, [...weights, ...slots], new Map([[metadataKey, JSON.stringify(state)]]));
    return (await stat(file)).size;
  } catch (error) {
    throw refused(file, "written", error);
  }
}

/**
 * @throws ModelFileError where the file is missing or damaged
 * @throws RunFolderError where it is no checkpoint
 */
export async function readCheckpoint(file: string): Promise<Checkpoint> {
  const { tensors, metadata } = await readSafetensors(file);
  const state = parseState(file, metadata.get(metadataKey));
  const weights = new Map<string, Float32Array>();
  const optimizer = new Map<string, Float32Array>();
  for (const [name, { values }] of tensors) {
    const [prefix, into] = name.startsWith(weightsPrefix) ? [weightsPrefix, weights] : [optimizerPrefix, optimizer];
    if (!name.startsWith(prefix) || !(values instanceof Float32Array)) {
      throw new RunFolderError(`${file} is damaged: it has the tensor ${name}, which no checkpoint has.`);
    }
    into.set(name.slice(prefix.length), values);
  }
  return { ...state, weights, optimizer };
}

function parseState(file: string, text: string | undefined): TrainingState {
  try {
    return trainingStateSchema.parse(JSON.parse(text ?? ""));
  } catch {
    throw new RunFolderError(
      `${file} is no checkpoint, or a newer version wrote it: it does not say where training stood.`,
    );
  }
}
