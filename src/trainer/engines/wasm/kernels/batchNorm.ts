import type { NamedTensorMap, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import type { Tf } from "../../tfjs/namespace.ts";
import type { Heap } from "../heap.ts";
import { normalize, normalizeGradient } from "../normalization.ts";
import { replaceKernel } from "./registration.ts";

const forward = "BatchNormTraining";
const backward = "BatchNormTrainingGrad";

/** Batch normalisation while training as one kernel, and its gradient as another. */
export function registerBatchNorm(tf: Tf, heap: Heap): void {
  replaceKernel(
    tf,
    forward,
    ({ x, gamma, beta }: { x: TensorInfo; gamma: TensorInfo; beta: TensorInfo }, { epsilon }: { epsilon: number }) => {
      const y = heap.output(x.shape);
      const statistics = heap.output([3, x.shape[x.shape.length - 1]]);
      normalize(heap, { ...matrixOf(tf, x), x, gamma, beta, y, statistics, epsilon });
      return [y, statistics];
    },
  );

  replaceKernel(
    tf,
    backward,
    ({ x, dy, gamma, statistics }: { x: TensorInfo; dy: TensorInfo; gamma: TensorInfo; statistics: TensorInfo }) => {
      const matrix = matrixOf(tf, x);
      const [dx, dGamma, dBeta] = [x.shape, gamma.shape, gamma.shape].map((shape) => heap.output(shape));
      normalizeGradient(heap, { ...matrix, x, dy, gamma, statistics, dx, dGamma, dBeta });
      return [dx, dGamma, dBeta];
    },
  );

  tf.registerGradient({
    kernelName: forward,
    inputsToSave: ["x", "gamma"],
    outputsToSave: [false, true],
    gradFunc: (gradients, [x, gamma, statistics]) => {
      const [dy] = gradients as Tensor[];
      const [dx, dGamma, dBeta] = run(tf, backward, { x, dy, gamma, statistics });
      return { x: () => dx, gamma: () => dGamma, beta: () => dBeta };
    },
  });
}

/**
 * Normalises over all axes but the last.
 *
 * @returns y, of the shape of x, and the statistics [3, channels]: mean, variance, 1 / √(variance + epsilon)
 */
export function batchNormTraining(tf: Tf, x: Tensor, gamma: Tensor, beta: Tensor, epsilon: number): [Tensor, Tensor] {
  const [y, statistics] = run(tf, forward, { x, gamma, beta }, { epsilon });
  return [y, statistics];
}

function run(tf: Tf, kernelName: string, inputs: NamedTensorMap, attributes = {}): Tensor[] {
  return tf.engine().runKernel<Tensor[]>(kernelName, inputs, attributes);
}

function matrixOf(tf: Tf, { shape }: TensorInfo): { rows: number; channels: number } {
  const channels = shape[shape.length - 1];
  return { rows: tf.util.sizeFromShape(shape) / channels, channels };
}
