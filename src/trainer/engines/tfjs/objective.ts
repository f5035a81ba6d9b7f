import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import type { LossName } from "../../../recipes/recipe.ts";
import { binaryCrossentropy, crossentropy, kullbackLeibler } from "./crossentropies.ts";
import type { Tf } from "./namespace.ts";
import type { NetworkEnd } from "./networkEnd.ts";

/** What an output is trained for, and how its answers are counted. */
export interface Objective {
  /** Mean loss over the examples of the batch. */
  loss(outputs: Tensor, targets: Tensor): Scalar;
  /** How many examples are answered right; undefined where the loss has no notion of that. */
  correct: ((outputs: Tensor, targets: Tensor) => Scalar) | undefined;
}

/** @param end what the output's numbers are */
export function createObjective(tf: Tf, loss: LossName, end: NetworkEnd): Objective {
  switch (loss) {
    case "crossentropy":
      return crossentropy(tf, end);
    case "binaryCrossentropy":
      return binaryCrossentropy(tf, end);
    case "kullbackLeibler":
      return kullbackLeibler(tf, end);
    case "meanSquaredError":
      return meanOfErrors(tf, (error) => tf.square(error));
    case "meanAbsoluteError":
      return meanOfErrors(tf, (error) => tf.abs(error));
    case "huber":
      return meanOfErrors(tf, (error) => huber(tf, error));
  }
}

/** Mean over all outputs of what each error costs; targets of the output's shape. */
function meanOfErrors(tf: Tf, cost: (error: Tensor) => Tensor): Objective {
  return {
    loss: (outputs, targets) => tf.mean(cost(tf.sub(outputs, targets))),
    correct: undefined,
  };
}

/** e² / 2 where |e| ≤ 1, else |e| − 1/2 (Huber 1964, with Keras' δ of 1). With c for e bounded to ±1 both are c (e − c/2). */
function huber(tf: Tf, error: Tensor): Tensor {
  const bounded = tf.clipByValue(error, -1, 1);
  return tf.mul(bounded, tf.sub(error, tf.div(bounded, 2)));
}
