import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import type { Tf } from "./namespace.ts";

type Sides = [number, number] | number;

/**
 * Puts the gradient of average pooling right. TensorFlow.js takes means over what lies inside the image, as Keras does,
 * but spreads their gradients as if the padding had its share: at padded edges they come out too small.
 */
export function correctAveragePoolGradient(tf: Tf): void {
  tf.registerGradient({
    kernelName: tf.AvgPool,
    inputsToSave: ["x"],
    gradFunc: (gradient, [x], attributes) => {
      const { filterSize, strides, pad } = attributes as unknown as { filterSize: Sides; strides: Sides; pad: "same" };
      const info = tf.backend_util.computePool2DInfo((x as Tensor4D).shape, filterSize, strides, 1, pad);
      const { filterHeight, filterWidth, strideHeight, strideWidth, outHeight, outWidth, padInfo } = info;
      const rows = shares(outHeight, filterHeight, strideHeight, padInfo.top, info.inHeight);
      const columns = shares(outWidth, filterWidth, strideWidth, padInfo.left, info.inWidth);
      const dy = tf.mul(
        tf.mul(gradient as Tensor, tf.tensor(rows, [outHeight, 1, 1])),
        tf.tensor(columns, [outWidth, 1]),
      );
      const settings = { filterSize, strides, pad };
      return { x: () => tf.engine().runKernel(tf.AvgPoolGrad, { dy, input: x }, settings) as Tensor };
    },
  });
}

/** For each window along a side, how often its part inside the image goes into the whole. */
function shares(windows: number, reach: number, stride: number, before: number, side: number): number[] {
  return Array.from({ length: windows }, (_, i) => {
    const start = i * stride - before;
    return reach / (Math.min(start + reach, side) - Math.max(start, 0));
  });
}
