import type { Tensor } from "@tensorflow/tfjs-core";
import type { Tf } from "./namespace.ts";
import type { NetworkEnd } from "./networkEnd.ts";
import type { Objective } from "./objective.ts";

/*
 * Losses of probabilities. What a softmax or sigmoid gives is clipped before its logarithm, as in Keras; of logits the
 * logarithm is taken at once, which is exact however sure the network is.
 */

/** Keras' epsilon: probabilities are clipped to [ε, 1 − ε]. */
const epsilon = 1e-7;

/** −Σ t log p over the classes; targets are class indices, [size], or probabilities of the output's shape. */
export function crossentropy(tf: Tf, end: NetworkEnd): Objective {
  return {
    loss: (outputs, targets) => {
      const probabilities = targets.rank === 1 ? oneHot(tf, targets, outputs.shape.at(-1) ?? 1) : targets;
      return tf.neg(tf.mean(tf.sum(tf.mul(probabilities, logProbabilities(tf, outputs, end)), -1)));
    },
    correct: (outputs, targets) => {
      const classes = targets.rank === 1 ? tf.cast(targets, "int32") : tf.argMax(targets, -1);
      return tf.sum(tf.cast(tf.equal(tf.argMax(outputs, -1), classes), "float32"));
    },
  };
}

function logProbabilities(tf: Tf, outputs: Tensor, end: NetworkEnd): Tensor {
  if (end === "logits") return tf.logSoftmax(outputs);
  const logarithms = tf.log(tf.clipByValue(outputs, epsilon, 1 - epsilon));
  // Sigmoids sum to anything, and are divided by it as in Keras; else all of them near 1 would be the best answer.
  return end === "sigmoid" ? tf.logSoftmax(logarithms) : logarithms;
}

function oneHot(tf: Tf, indices: Tensor, classes: number): Tensor {
  return tf.cast(tf.oneHot(tf.cast(indices, "int32"), classes), "float32");
}

/** −(t log p + (1 − t) log(1 − p)), mean over the outputs; targets of the output's shape, 0 to 1. */
export function binaryCrossentropy(tf: Tf, end: NetworkEnd): Objective {
  return {
    loss: (outputs, targets) => {
      // Of logits x, the same is log(1 + eˣ) − t x.
      if (end === "logits") return tf.mean(tf.sub(tf.softplus(outputs), tf.mul(targets, outputs)));
      const p = tf.clipByValue(outputs, epsilon, 1 - epsilon);
      const positive = tf.mul(targets, tf.log(p));
      const negative = tf.mul(tf.sub(1, targets), tf.log(tf.sub(1, p)));
      return tf.neg(tf.mean(tf.add(positive, negative)));
    },
    correct: (outputs, targets) => {
      const answers = tf.greater(outputs, end === "logits" ? 0 : 0.5);
      const right = tf.cast(tf.equal(answers, tf.greater(targets, 0.5)), "float32");
      const perExample = tf.reshape(right, [right.shape[0] ?? 1, -1]);
      return tf.sum(tf.mean(perExample, -1));
    },
  };
}

/** Σ t log(t / p) over the last axis, mean over the rest, both clipped to [ε, 1] as in Keras; targets of the output's shape. */
export function kullbackLeibler(tf: Tf, end: NetworkEnd): Objective {
  return {
    loss: (outputs, targets) => {
      const t = tf.clipByValue(targets, epsilon, 1);
      const logP = end === "logits" ? tf.logSoftmax(outputs) : tf.log(tf.clipByValue(outputs, epsilon, 1));
      return tf.mean(tf.sum(tf.mul(t, tf.sub(tf.log(t), logP)), -1));
    },
    correct: undefined,
  };
}
