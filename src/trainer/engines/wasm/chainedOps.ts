import type { Tensor } from "@tensorflow/tfjs-core";
import type { Tf } from "../tfjs/namespace.ts";

/**
 * Gives tensors the methods that tfjs-layers calls on them to make orthogonal matrices, the initial recurrent weights
 * of every RNN. Only the package that joins all of TensorFlow.js registers such methods.
 */
export function registerChainedOps(tf: Tf): void {
  Object.assign(tf.Tensor.prototype, {
    flatten(this: Tensor) {
      return tf.reshape(this, [this.size]);
    },
    reshape(this: Tensor, shape: number[]) {
      return tf.reshape(this, shape);
    },
    sign(this: Tensor) {
      return tf.sign(this);
    },
    stridedSlice(this: Tensor, begin: number[], end: number[], strides: number[]) {
      return tf.stridedSlice(this, begin, end, strides);
    },
    transpose(this: Tensor, order?: number[]) {
      return tf.transpose(this, order);
    },
  });
}
