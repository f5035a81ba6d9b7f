import type { Tensor } from "@tensorflow/tfjs-core";
import type { Tf } from "./namespace.ts";

/** The library gives |x| a slope of −1 at 0, so that an l1 penalty moves what it should leave there: as in Keras, none. */
export function correctAbsoluteGradient(tf: Tf): void {
  tf.registerGradient({
    kernelName: tf.Abs,
    inputsToSave: ["x"],
    gradFunc: (gradient, [x]) => ({ x: () => tf.mul(gradient as Tensor, tf.sign(x)) }),
  });
}
