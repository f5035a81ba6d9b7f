import { ModelFileError, type ModelFormat } from "../../models/modelFile.ts";
import { whyUntrainable } from "../../models/trainable.ts";
import type { InspectedFile, InspectedNetwork } from "../../protocol/maskInspector.ts";
import { sizeOf, type WeightTensor } from "../../pruning/tensor.ts";
import type { SelectableLayer } from "../../recipes/rules.ts";

/** What recipes need to know of a network that can be trained. */
export interface NetworkFacts {
  /** The model's file. */
  readonly path: string;
  readonly fileBytes: number;
  /** In the network's order; those of a file without weights have no tensors. */
  readonly layers: readonly SelectableLayer[];
  /** In all tensors; 0 for a file without weights, whose network starts from initial values. */
  readonly weights: number;
  readonly inputs: InspectedNetwork["inputs"];
  readonly outputs: InspectedNetwork["outputs"];
}

/** @throws ModelFileError that says why the file cannot be trained */
export function networkFacts(path: string, file: InspectedFile): NetworkFacts {
  const { network, tensors, fileBytes } = file;
  if (!network) throw new ModelFileError(whyUntrainable({ path, format: file.format as ModelFormat }));
  const owned = new Map<string, WeightTensor[]>();
  for (const tensor of tensors) owned.set(tensor.layer, [...(owned.get(tensor.layer) ?? []), tensor]);
  return {
    path,
    fileBytes,
    layers: network.layers.map(({ name, className }) => ({ name, className, tensors: owned.get(name) ?? [] })),
    weights: weightsIn(tensors),
    inputs: network.inputs,
    outputs: network.outputs,
  };
}

export function tensorsOf({ layers }: Pick<NetworkFacts, "layers">): WeightTensor[] {
  return layers.flatMap(({ tensors }) => tensors);
}

export function weightsIn(tensors: readonly WeightTensor[]): number {
  return tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}
