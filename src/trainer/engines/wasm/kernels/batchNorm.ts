import type { NamedTensorMap, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import type { Tf } from "../../tfjs/namespace.ts";
import type { Heap } from "../heap.ts";
import { replaceKernel } from "./registration.ts";

const forward = "BatchNormTraining";
const backward = "BatchNormTrainingGrad";

/** Batch normalisation while training as one kernel, and its gradient as another. */
export function registerBatchNorm(tf: Tf, heap: Heap): void {
  const { kernels } = heap;

  replaceKernel(
    tf,
    forward,
    ({ x, gamma, beta }: { x: TensorInfo; gamma: TensorInfo; beta: TensorInfo }, { epsilon }: { epsilon: number }) => {
      const { rows, channels } = matrixOf(tf, x);
      const y = heap.output(x.shape);
      const statistics = heap.output([3, channels]);
      kernels.batchNormTraining(
        heap.pointer(x),
        heap.pointer(gamma),
        heap.pointer(beta),
        heap.pointer(y),
        heap.pointer(statistics),
        rows,
        channels,
        epsilon,
        heap.scratch(kernels.batchNormScratch(channels)),
      );
      return [y, statistics];
    },
  );

  replaceKernel(
    tf,
    backward,
    ({ x, dy, gamma, statistics }: { x: TensorInfo; dy: TensorInfo; gamma: TensorInfo; statistics: TensorInfo }) => {
      const { rows, channels } = matrixOf(tf, x);
      const [dx, dGamma, dBeta] = [x.shape, [channels], [channels]].map((shape) => heap.output(shape));
      kernels.batchNormGradient(
        heap.pointer(x),
        heap.pointer(dy),
        heap.pointer(gamma),
        heap.pointer(statistics),
        heap.pointer(dx),
        heap.pointer(dGamma),
        heap.pointer(dBeta),
        rows,
        channels,
        heap.scratch(kernels.batchNormScratch(channels)),
      );
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
