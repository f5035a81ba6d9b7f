import type { Tensor } from "@tensorflow/tfjs-core";
import type { OptimizerSettings } from "../../../recipes/recipe.ts";
import { penalized } from "./composedUpdates.ts";
import type { Tf } from "./namespace.ts";
import type { UpdateRequest } from "./updateRule.ts";

/**
 * Bounds the gradients of one step. l1 and l2 are added first, so that they are clipped too, as in Keras, whose
 * penalties are part of the loss. `clipNorm` is Keras' `global_clipnorm`: pruned weights' gradients count as well.
 *
 * @param requests of all variables that learn
 * @returns what to do in their place, with penalties of 0 where they have been added
 */
export function clipGradients(
  tf: Tf,
  { clipNorm, clipValue }: OptimizerSettings,
  requests: readonly UpdateRequest[],
): readonly UpdateRequest[] {
  if (clipNorm === undefined && clipValue === undefined) return requests;
  let gradients = requests.map((request) => penalized(tf, request));
  if (clipValue !== undefined) gradients = gradients.map((gradient) => tf.clipByValue(gradient, -clipValue, clipValue));
  if (clipNorm !== undefined) gradients = scaleToNorm(tf, clipNorm, gradients);
  return requests.map((request, i) => ({ ...request, gradient: gradients[i], l1: 0, l2: 0 }));
}

/** Scales tensors together so that their norm, as of one vector, is at most `most`. */
function scaleToNorm(tf: Tf, most: number, tensors: readonly Tensor[]): Tensor[] {
  const norm = tf.sqrt(tf.addN(tensors.map((tensor) => tf.sum(tf.square(tensor)))));
  const factor = tf.div(most, tf.maximum(norm, most));
  return tensors.map((tensor) => tf.mul(tensor, factor));
}
