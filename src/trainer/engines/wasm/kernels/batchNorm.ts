import type { NamedTensorMap, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import type { Tf } from "../../tfjs/namespace.ts";
import type { Heap } from "../heap.ts";
import { type NormalizationSettings, normalize, normalizeGradient } from "../normalization.ts";
import { replaceKernel } from "./registration.ts";

const forward = "BatchNormTraining";
const backward = "BatchNormTrainingGrad";

/** Batch normalisation while training as one kernel, and its gradient as another. */
export function registerBatchNorm(tf: Tf, heap: Heap): void {
  replaceKernel(
    tf,
    forward,
    ({ x, gamma, beta }: { x: TensorInfo; gamma: TensorInfo; beta: TensorInfo }, settings: NormalizationSettings) => {
      const matrix = matrixOf(tf, x);
      const y = heap.output(x.shape);
      const statistics = heap.output([5, matrix.channels]);
      normalize(heap, { ...matrix, x, gamma, beta, y, statistics }, settings);
      return [y, statistics];
    },
  );

  replaceKernel(
    tf,
    backward,
    (
      { x, dy, gamma, statistics }: { x: TensorInfo; dy: TensorInfo; gamma: TensorInfo; statistics: TensorInfo },
      settings: NormalizationSettings,
    ) => {
      const [dx, dGamma, dBeta] = [x.shape, gamma.shape, gamma.shape].map((shape) => heap.output(shape));
      normalizeGradient(heap, { ...matrixOf(tf, x), x, dy, gamma, statistics, dx, dGamma, dBeta }, settings);
      return [dx, dGamma, dBeta];
    },
  );

  tf.registerGradient({
    kernelName: forward,
    inputsToSave: ["x", "gamma"],
    outputsToSave: [false, true],
    gradFunc: (gradients, [x, gamma, statistics], settings) => {
      const [dy] = gradients as Tensor[];
      const [dx, dGamma, dBeta] = run(tf, backward, { x, dy, gamma, statistics }, settings as NormalizationSettings);
      return { x: () => dx, gamma: () => dGamma, beta: () => dBeta };
    },
  });
}

/**
 * Normalises over all axes but the last.
 *
 * @returns y, of the shape of x, and the statistics [5, channels], of which the first rows are mean and variance
 */
export function batchNormTraining(
  tf: Tf,
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  settings: NormalizationSettings,
): [Tensor, Tensor] {
  const [y, statistics] = run(tf, forward, { x, gamma, beta }, settings);
  return [y, statistics];
}

function run(tf: Tf, kernelName: string, inputs: NamedTensorMap, settings: NormalizationSettings): Tensor[] {
  return tf.engine().runKernel<Tensor[]>(kernelName, inputs, settings);
}

function matrixOf(tf: Tf, { shape }: TensorInfo): { rows: number; channels: number } {
  const channels = shape[shape.length - 1];
  return { rows: tf.util.sizeFromShape(shape) / channels, channels };
}
