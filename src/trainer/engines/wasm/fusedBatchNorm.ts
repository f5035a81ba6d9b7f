import type { Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel, LayerVariable, layers } from "@tensorflow/tfjs-layers";
import { EngineError } from "../engine.ts";
import { placeLayers } from "../tfjs/layerWeights.ts";
import type { Tf } from "../tfjs/namespace.ts";
import { type ClippingActivation, followingActivation } from "./followingActivation.ts";
import type { Heap } from "./heap.ts";
import { batchNormTraining } from "./kernels/batchNorm.ts";

/**
 * Lets the batch normalisations of a built model, nested models included, train by one kernel each way, with exact
 * moments, and together with a relu that follows. A layer that is not trainable uses its moving statistics, as in Keras, and leaves them as they are.
 */
export function useFusedBatchNorm(tf: Tf, heap: Heap, model: LayersModel): void {
  for (const { layer } of placeLayers(model)) {
    if (layer.getClassName() !== "BatchNormalization") continue;
    const activation = followingActivation(model, layer);
    fuse(tf, heap, layer, activation);
    if (activation) passOnFrom(layer, activation.layer);
  }
}

/** Whether a batch normalisation takes its moments from the batch. */
function isTraining(layer: layers.Layer, kwargs: { training?: boolean }): boolean {
  return kwargs.training === true && layer.trainable;
}

/** Lets an activation hand on what the batch normalisation before it has clipped already. */
function passOnFrom(batchNorm: layers.Layer, activation: layers.Layer): void {
  const call = activation.call.bind(activation);
  activation.call = (inputs, kwargs) => (isTraining(batchNorm, kwargs) ? inputs : call(inputs, kwargs));
}

function fuse(tf: Tf, heap: Heap, layer: layers.Layer, activation: ClippingActivation | undefined): void {
  const { axis, epsilon } = settingsOf(layer);
  const { low, high } = activation ?? { low: -Infinity, high: Infinity };
  const { gamma, beta, moving_mean: movingMean, moving_variance: movingVariance } = weightsByRole(layer);

  function train(x: Tensor): Tensor {
    const shape = movingMean.shape as number[];
    const scale = gamma?.read() ?? tf.ones(shape);
    const shift = beta?.read() ?? tf.zeros(shape);
    const [y, statistics] = batchNormTraining(tf, x, scale, shift, { epsilon, low, high });
    // Read each time: while statistics are averaged it changes from batch to batch.
    const { momentum } = layer as layers.Layer & { momentum: number };
    moveAverage(tf, heap, movingMean, statistics, 0, momentum);
    moveAverage(tf, heap, movingVariance, statistics, 1, momentum);
    return y;
  }

  function infer(x: Tensor): Tensor {
    return tf.batchNorm(x, movingMean.read(), movingVariance.read(), beta?.read(), gamma?.read(), epsilon);
  }

  layer.call = (inputs, kwargs) =>
    tf.tidy(() => {
      const [x] = Array.isArray(inputs) ? inputs : [inputs];
      const normalize = isTraining(layer, kwargs) ? train : infer;
      const order = channelsLast(x.rank, axis);
      if (!order) return normalize(x);
      return tf.transpose(normalize(tf.transpose(x, order)), tf.backend_util.getUndoAxesPermutation(order));
    });
}

type Weights = {
  gamma?: LayerVariable;
  beta?: LayerVariable;
  moving_mean: LayerVariable;
  moving_variance: LayerVariable;
};

function weightsByRole(layer: layers.Layer): Weights {
  const weights = Object.fromEntries(layer.weights.map((weight) => [weight.originalName.split("/").at(-1), weight]));
  if (!hasMovingStatistics(weights)) throw new EngineError(`${layer.name} is not built: it has no moving statistics.`);
  return weights;
}

function hasMovingStatistics(weights: Partial<Weights>): weights is Weights {
  return weights.moving_mean !== undefined && weights.moving_variance !== undefined;
}

function settingsOf(layer: layers.Layer): { axis: number; epsilon: number } {
  const { axis, epsilon, momentum } = layer.getConfig();
  if (typeof axis !== "number" || typeof epsilon !== "number" || typeof momentum !== "number") {
    throw new EngineError(`${layer.name}: axis, epsilon and momentum of a BatchNormalization must be numbers.`);
  }
  return { axis, epsilon };
}

/** The order of axes that puts `axis` last; undefined where it is. */
function channelsLast(rank: number, axis: number): number[] | undefined {
  const channels = axis < 0 ? axis + rank : axis;
  if (channels === rank - 1) return undefined;
  return [...Array.from({ length: rank }, (_, i) => i).filter((i) => i !== channels), channels];
}

/** Moves a moving average towards a row of the statistics. Not as an operation, which the tape would record. */
function moveAverage(
  tf: Tf,
  heap: Heap,
  average: LayerVariable,
  statistics: Tensor,
  row: number,
  momentum: number,
): void {
  const old = average.read();
  const moved = heap.output(old.shape);
  const value = heap.pointer(statistics) + row * old.size * 4;
  heap.kernels.movingAverage(heap.pointer(old), value, heap.pointer(moved), old.size, momentum);
  average.write(tf.engine().makeTensorFromTensorInfo(moved));
}
