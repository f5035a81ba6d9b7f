import type { WeightTensor } from "../pruning/tensor.ts";
import type { ModelFile, Topology } from "./modelFile.ts";

/** A weight tensor and its values, row-major. */
export interface Weight extends WeightTensor {
  readonly values: Float32Array;
}

/** A network with all its weights in memory: what rewrites and writers of whole models take and give. */
export interface WholeModel {
  /** Undefined where the file holds tensors only. */
  readonly topology: Topology | undefined;
  /** In the order of the network's layers. */
  readonly weights: readonly Weight[];
}

/**
 * Reads every tensor of an open model file.
 *
 * @throws ModelFileError that names the tensor which cannot be read
 */
export async function readWholeModel(file: ModelFile): Promise<WholeModel> {
  const weights: Weight[] = [];
  for (const { tensors } of file.layers) {
    for (const { name, layer, className, role, shape } of tensors) {
      weights.push({ name, layer, className, role, shape, values: await file.read(name) });
    }
  }
  return { topology: file.topology, weights };
}
