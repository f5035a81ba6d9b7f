import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import type { LossName } from "../../../recipes/recipe.ts";
import type { Tf } from "./namespace.ts";

/** Keras' epsilon: probabilities are clipped to [ε, 1 − ε] before their logarithm. */
const epsilon = 1e-7;

/** What a network is trained for, and how its answers are counted. */
export interface Objective {
  /** Mean loss over the examples of the batch. */
  loss(outputs: Tensor, targets: Tensor): Scalar;
  /** How many examples are answered right; undefined where the loss has no notion of that. */
  correct: ((outputs: Tensor, targets: Tensor) => Scalar) | undefined;
  /** Shape of the targets of `size` examples, from the output's shape without the batch. */
  targetShape(size: number, outputShape: readonly number[]): number[];
}

/** @param outputIsProbability whether the network ends in a softmax (or sigmoid); else its outputs are logits */
export function createObjective(tf: Tf, loss: LossName, outputIsProbability: boolean): Objective {
  switch (loss) {
    case "crossentropy":
      return crossentropy(tf, outputIsProbability);
    case "binaryCrossentropy":
      return binaryCrossentropy(tf, outputIsProbability);
    case "meanSquaredError":
      return {
        loss: (outputs, targets) => tf.mean(tf.squaredDifference(outputs, targets)),
        correct: undefined,
        targetShape: (size, outputShape) => [size, ...outputShape],
      };
  }
}

/** −log p(class), targets [size] of class indices. */
function crossentropy(tf: Tf, outputIsProbability: boolean): Objective {
  return {
    loss: (outputs, targets) => {
      const classes = outputs.shape[outputs.rank - 1];
      const oneHot = tf.cast(tf.oneHot(tf.cast(tf.reshape(targets, [-1]), "int32"), classes), "float32");
      const logits = tf.reshape(outputs, [-1, classes]);
      const logProbability = outputIsProbability
        ? tf.log(tf.clipByValue(logits, epsilon, 1 - epsilon))
        : tf.logSoftmax(logits);
      return tf.neg(tf.mean(tf.sum(tf.mul(oneHot, logProbability), -1)));
    },
    correct: (outputs, targets) => {
      const classes = outputs.shape[outputs.rank - 1];
      const answers = tf.argMax(tf.reshape(outputs, [-1, classes]), -1);
      return tf.sum(tf.cast(tf.equal(answers, tf.cast(tf.reshape(targets, [-1]), "int32")), "float32"));
    },
    targetShape: (size) => [size],
  };
}

/** −(t log p + (1 − t) log(1 − p)), targets of the output's shape, 0 or 1. */
function binaryCrossentropy(tf: Tf, outputIsProbability: boolean): Objective {
  return {
    loss: (outputs, targets) => {
      const p = tf.clipByValue(outputIsProbability ? outputs : tf.sigmoid(outputs), epsilon, 1 - epsilon);
      const positive = tf.mul(targets, tf.log(p));
      const negative = tf.mul(tf.sub(1, targets), tf.log(tf.sub(1, p)));
      return tf.neg(tf.mean(tf.add(positive, negative)));
    },
    correct: (outputs, targets) => {
      const answers = tf.greater(outputs, outputIsProbability ? 0.5 : 0);
      const right = tf.cast(tf.equal(answers, tf.greater(targets, 0.5)), "float32");
      const perExample = tf.reshape(right, [right.shape[0] ?? 1, -1]);
      return tf.sum(tf.mean(perExample, -1));
    },
    targetShape: (size, outputShape) => [size, ...outputShape],
  };
}
