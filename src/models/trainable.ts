import { type ModelFile, ModelFileError, type Topology } from "./modelFile.ts";

/** A model file that describes a network that can be trained. */
export type TrainableModelFile = ModelFile & { readonly topology: Topology };

/** @throws ModelFileError that says why the file cannot be trained, and what to convert instead */
export function assertTrainable(model: ModelFile): asserts model is TrainableModelFile {
  if (!model.topology) throw new ModelFileError(whyUntrainable(model));
}

/** Why a file without a network cannot be trained, and what to convert instead. */
export function whyUntrainable({ path, format }: Pick<ModelFile, "path" | "format">): string {
  if (format === "tfjs-graph-model") {
    return `${path} is a graph-model: frozen for inference, it cannot be trained. Convert the original Keras model to a LayersModel instead (tensorflowjs_converter --output_format=tfjs_layers_model), or give its .h5 or .keras file.`;
  }
  return `${path} holds weights without the network they belong to, so it cannot be trained. Give the whole model: a tfjs LayersModel, or a Keras .h5 or .keras file saved with model.save.`;
}
