import { z } from "zod";
import { FileBytes } from "../models/fileBytes.ts";
import type { StoredTensor } from "../models/modelFile.ts";
import { openSafetensors } from "../models/safetensors/open.ts";
import { readHeader } from "../models/safetensors/read.ts";
import type { WeightTensor } from "../pruning/tensor.ts";
import type { TensorFile } from "./tensorFile.ts";

const weightsPrefix = "weights/";

/** A checkpoint, and how many prune events its weights have seen. */
export interface CheckpointTensors extends TensorFile {
  readonly events: number;
}

/**
 * Opens a checkpoint of a run: its weights, by the names and in the order of the network. The optimizer's slots are no
 * weights, and left out.
 *
 * @param known the network's tensors, for layers and classes that a checkpoint does not know
 * @throws ModelFileError where the file is missing or damaged
 */
export async function openCheckpointTensors(path: string, known: readonly WeightTensor[]): Promise<CheckpointTensors> {
  const { events, bytes } = await readCheckpointHeader(path);
  const file = await openSafetensors(path);
  const stored = file.layers.flatMap((layer) => layer.tensors);
  const order = new Map(known.map((tensor, index) => [tensor.name, { tensor, index }]));
  const weights = stored
    .filter(({ name }) => name.startsWith(weightsPrefix))
    .map((tensor) => asInNetwork(tensor, order));
  const place = ({ name }: StoredTensor) => order.get(name)?.index ?? known.length;
  return {
    path,
    format: "checkpoint",
    bytes,
    tensors: weights.sort((a, b) => place(a) - place(b)),
    network: undefined,
    warnings: file.warnings,
    events,
    read: (tensor, range) => file.read(weightsPrefix + tensor, range),
    close: () => file.close(),
  };
}

function asInNetwork(
  tensor: StoredTensor,
  known: ReadonlyMap<string, { readonly tensor: WeightTensor }>,
): StoredTensor {
  const name = tensor.name.slice(weightsPrefix.length);
  const { layer, className, role } = known.get(name)?.tensor ?? {
    ...tensor,
    layer: tensor.layer.slice(weightsPrefix.length),
  };
  return { ...tensor, name, layer, className, role };
}

const stateSchema = z.object({ events: z.int().min(0) });

async function readCheckpointHeader(path: string): Promise<{ readonly events: number; readonly bytes: number }> {
  const file = await FileBytes.open(path);
  try {
    const { header } = await readHeader(file);
    return { events: eventsSeen(header.metadata.get("trainingState")), bytes: file.size };
  } finally {
    await file.close();
  }
}

/** All that have happened, where the file does not say. */
function eventsSeen(trainingState: string | undefined): number {
  try {
    return stateSchema.parse(JSON.parse(trainingState ?? "")).events;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
