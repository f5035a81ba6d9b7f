import type { Graph, GraphLayer, TensorRef } from "./graph.ts";
import { withInputShape } from "./inputShape.ts";
import type { Warn } from "./rewrite.ts";

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
  if (dropped.length === 0) return { ...graph, layers };
  for (const { name, className, model } of dropped) {
    if (!model)
      warn(`${name}: ${className} does something only while training, and TensorFlow.js does not have it: left out.`);
  }
  return graph.ends
    ? dropFromFunctional(graph, graph.ends, layers, dropped)
    : { ...graph, layers: dropFromSequential(layers, dropped) };
}

/** Whether what comes out of a model is what went in. */
function letsThrough({ layers, ends }: Graph): boolean {
  if (!ends) return layers.every(({ className }) => className === "InputLayer");
  return ends.outputs.length === 1 && ends.outputs[0]?.layer === ends.inputs[0]?.layer;
}

function dropFromFunctional(
  graph: Graph,
  ends: NonNullable<Graph["ends"]>,
  layers: readonly GraphLayer[],
  dropped: readonly GraphLayer[],
): Graph {
  const gone = new Map(dropped.map((layer) => [layer.name, layer]));
  const source = (ref: TensorRef): TensorRef => {
    const input = gone.get(ref.layer)?.calls[ref.call]?.inputs[0];
    return input ? source(input) : ref;
  };
  return {
    ...graph,
    layers: layers
      .filter(({ name }) => !gone.has(name))
      .map((layer) => ({
        ...layer,
        calls: layer.calls.map((call) => ({ ...call, inputs: call.inputs.map(source) })),
      })),
    ends: { inputs: ends.inputs, outputs: ends.outputs.map(source) },
  };
}

/** Where the first layer goes, what it said of the input's shape stays. */
function dropFromSequential(layers: readonly GraphLayer[], dropped: readonly GraphLayer[]): GraphLayer[] {
  const kept = layers.filter((layer) => !dropped.includes(layer));
  const shape = layers[0]?.config.batch_input_shape;
  return kept[0] === layers[0] || shape === undefined ? kept : withInputShape(kept, shape);
}
