import type { GradConfig, Tensor } from "@tensorflow/tfjs-core";
import type { Tf } from "./namespace.ts";

interface PoolAttributes {
  /** Along every side, or one for all of them. */
  readonly filterSize: number | readonly number[];
  readonly strides: number | readonly number[];
  readonly pad: "same" | "valid";
}

/**
 * Puts the gradient of average pooling right. TensorFlow.js takes means over what lies inside the image, as Keras does,
 * but spreads their gradients as if the padding had its share: at padded edges they come out too small.
 */
export function correctAveragePoolGradient(tf: Tf): void {
  correct(tf, tf.AvgPool, tf.AvgPoolGrad);
  correct(tf, tf.AvgPool3D, tf.AvgPool3DGrad);
}

function correct(tf: Tf, kernelName: string, gradientKernel: string): void {
  const stock = tf.getGradient(kernelName).gradFunc;
  const gradFunc: GradConfig["gradFunc"] = (gradient, saved, attributes) => {
    // TensorFlow's own kernel has it right.
    if (tf.getBackend() === "tensorflow") return stock(gradient, saved, attributes);
    const [x] = saved;
    const pool = attributes as unknown as PoolAttributes;
    const sides = x.shape.slice(1, -1);
    const dy = sides.reduce((scaled, size, side) => {
      const windows = scaled.shape[side + 1];
      const ones = new Array(sides.length - side).fill(1);
      return tf.mul(scaled, tf.tensor(shares(windows, size, side, pool), [windows, ...ones]));
    }, gradient as Tensor);
    return { x: () => tf.engine().runKernel(gradientKernel, { dy, input: x }, attributes) as Tensor };
  };
  tf.registerGradient({ kernelName, inputsToSave: ["x"], gradFunc });
}

/** For each window along a side, how often its part inside the image goes into the whole. */
function shares(windows: number, size: number, side: number, { filterSize, strides, pad }: PoolAttributes): number[] {
  const reach = typeof filterSize === "number" ? filterSize : filterSize[side];
  const stride = typeof strides === "number" ? strides : strides[side];
  const padding = pad === "same" ? Math.max((windows - 1) * stride + reach - size, 0) : 0;
  return Array.from({ length: windows }, (_, i) => {
    const start = i * stride - Math.floor(padding / 2);
    return reach / (Math.min(start + reach, size) - Math.max(start, 0));
  });
}
