import type { Tensor } from "@tensorflow/tfjs-core";
import type { OptimizerSettings } from "../../../recipes/recipe.ts";
import type { Tf } from "./namespace.ts";
import type { UpdateRequest, UpdateRule } from "./updateRule.ts";

/** Masked updates composed of TensorFlow.js operations: right on every engine, and the oracle for fused ones. */
export function createComposedUpdate(tf: Tf, settings: OptimizerSettings): UpdateRule {
  switch (settings.type) {
    case "sgd":
      return { slots: [], update: (request) => tf.tidy(() => apply(tf, request, decayed(tf, request))) };
    case "momentum":
      return { slots: ["momentum"], update: (request) => tf.tidy(() => momentum(tf, settings, request)) };
    case "adam":
      return { slots: ["m", "v"], update: (request) => tf.tidy(() => adam(tf, settings, request)) };
  }
}

type Settings<Type extends OptimizerSettings["type"]> = Extract<OptimizerSettings, { type: Type }>;

/** m ← μ m + g; w ← w − η m, or with Nesterov w ← w − η (g + μ m), as in Keras. */
function momentum(tf: Tf, settings: Settings<"momentum">, request: UpdateRequest): void {
  const gradient = decayed(tf, request);
  const [slot] = request.slots;
  const velocity = tf.add(tf.mul(slot, settings.momentum), gradient);
  slot.assign(velocity);
  apply(tf, request, settings.nesterov ? tf.add(gradient, tf.mul(velocity, settings.momentum)) : velocity);
}

/** Kingma & Ba 2014 (arXiv 1412.6980), algorithm 1. */
function adam(tf: Tf, settings: Settings<"adam">, request: UpdateRequest): void {
  const { beta1, beta2, epsilon } = settings;
  const gradient = decayed(tf, request);
  const [first, second] = request.slots;
  const m = tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1));
  const v = tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2));
  first.assign(m);
  second.assign(v);
  const unbiasedM = tf.div(m, 1 - beta1 ** (request.step + 1));
  const unbiasedV = tf.div(v, 1 - beta2 ** (request.step + 1));
  apply(tf, request, tf.div(unbiasedM, tf.add(tf.sqrt(unbiasedV), epsilon)));
}

function decayed(tf: Tf, { gradient, variable, l2 }: UpdateRequest): Tensor {
  return l2 === 0 ? gradient : tf.add(gradient, tf.mul(variable, l2));
}

function apply(tf: Tf, { variable, mask, learningRate }: UpdateRequest, direction: Tensor): void {
  const updated = tf.sub(variable, tf.mul(direction, learningRate));
  // A negative weight times 0 is −0, which compresses badly: adding 0 makes it +0.
  variable.assign(mask ? tf.add(tf.mul(updated, mask), 0) : updated);
}
