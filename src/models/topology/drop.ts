import type { Graph } from "./graph.ts";
import type { Warn } from "./rewrite.ts";
import { withoutLayers } from "./withoutLayers.ts";

/** Layers that tfjs lacks and that let their input through unchanged, except while training. */
const trainingOnly = new Set([
  "ActivityRegularization",
  "AugMix",
  "CutMix",
  "MixUp",
  "RandAugment",
  "RandomBrightness",
  "RandomColorDegeneration",
  "RandomColorJitter",
  "RandomContrast",
  "RandomElasticTransform",
  "RandomErasing",
  "RandomFlip",
  "RandomGaussianBlur",
  "RandomGrayscale",
  "RandomHue",
  "RandomInvert",
  "RandomPerspective",
  "RandomPosterization",
  "RandomRotation",
  "RandomSaturation",
  "RandomSharpness",
  "RandomShear",
  "RandomTranslation",
  "RandomZoom",
  "SpatialDropout2D",
  "SpatialDropout3D",
]);

/** Leaves out layers that do something only while training and that tfjs lacks, and nested models of nothing else. */
export function dropTrainingOnly(graph: Graph, warn: Warn): Graph {
  const layers = graph.layers.map((layer) =>
    layer.model ? { ...layer, model: dropTrainingOnly(layer.model, warn) } : layer,
  );
  const dropped = layers.filter(
    (layer) => trainingOnly.has(layer.className) || (layer.model && letsThrough(layer.model)),
  );
  for (const { name, className, model } of dropped) {
    if (!model)
      warn(`${name}: ${className} does something only while training, and TensorFlow.js does not have it: left out.`);
  }
  return withoutLayers({ ...graph, layers }, dropped);
}

/** Whether what comes out of a model is what went in. */
function letsThrough({ layers, ends }: Graph): boolean {
  if (!ends) return layers.every(({ className }) => className === "InputLayer");
  return ends.outputs.length === 1 && ends.outputs[0]?.layer === ends.inputs[0]?.layer;
}
