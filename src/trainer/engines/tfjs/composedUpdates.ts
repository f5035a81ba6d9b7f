import type { Tensor } from "@tensorflow/tfjs-core";
import type { OptimizerSettings } from "../../../recipes/recipe.ts";
import type { Tf } from "./namespace.ts";
import { slotsOf, type UpdateRequest, type UpdateRule } from "./updateRule.ts";

/** Masked updates composed of TensorFlow.js operations: right on every engine, and the oracle for fused ones. */
export function createComposedUpdate(tf: Tf, settings: OptimizerSettings): UpdateRule {
  const update = updateOf(tf, settings);
  return { slots: slotsOf(settings), update: (request) => tf.tidy(() => update(request)) };
}

function updateOf(tf: Tf, settings: OptimizerSettings): UpdateRule["update"] {
  switch (settings.type) {
    case "sgd":
      return (request) => descend(tf, request, penalized(tf, request));
    case "momentum":
      return (request) => momentum(tf, settings, request);
    case "adam":
    case "adamw":
      return (request) => adam(tf, settings, request);
    case "rmsprop":
      return (request) => rmsprop(tf, settings, request);
  }
}

/** The gradient with l1 · sign(w) and l2 · w added. */
export function penalized(tf: Tf, { gradient, variable, l1, l2 }: UpdateRequest): Tensor {
  const withL2 = l2 === 0 ? gradient : tf.add(gradient, tf.mul(variable, l2));
  return l1 === 0 ? withL2 : tf.add(withL2, tf.mul(tf.sign(variable), l1));
}

type Settings<Type extends OptimizerSettings["type"]> = Extract<OptimizerSettings, { type: Type }>;

/** m ← μ m + g; w ← w − η m, or with Nesterov w ← w − η (g + μ m), as in Keras. */
function momentum(tf: Tf, settings: Settings<"momentum">, request: UpdateRequest): void {
  const gradient = penalized(tf, request);
  const [slot] = request.slots;
  const velocity = tf.add(tf.mul(slot, settings.momentum), gradient);
  slot.assign(velocity);
  descend(tf, request, settings.nesterov ? tf.add(gradient, tf.mul(velocity, settings.momentum)) : velocity);
}

/** Kingma & Ba 2014 (arXiv 1412.6980), algorithm 1; with weight decay Loshchilov & Hutter 2017 (arXiv 1711.05101), algorithm 2. */
function adam(tf: Tf, settings: Settings<"adam" | "adamw">, request: UpdateRequest): void {
  const { beta1, beta2, epsilon } = settings;
  const { variable, weightDecay, step } = request;
  const gradient = penalized(tf, request);
  const [first, second] = request.slots;
  const m = tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1));
  const v = tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2));
  first.assign(m);
  second.assign(v);
  const unbiasedM = tf.div(m, 1 - beta1 ** (step + 1));
  const unbiasedV = tf.div(v, 1 - beta2 ** (step + 1));
  const direction = tf.div(unbiasedM, tf.add(tf.sqrt(unbiasedV), epsilon));
  descend(tf, request, weightDecay === 0 ? direction : tf.add(direction, tf.mul(variable, weightDecay)));
}

/** v ← ρ v + (1 − ρ) g²; d = η g / √(v + ε); w ← w − d, or with momentum m ← μ m + d; w ← w − m, as in Keras. */
function rmsprop(tf: Tf, settings: Settings<"rmsprop">, request: UpdateRequest): void {
  const { rho, epsilon, momentum } = settings;
  const gradient = penalized(tf, request);
  const [average, moment = undefined] = request.slots;
  const v = tf.add(tf.mul(average, rho), tf.mul(tf.square(gradient), 1 - rho));
  average.assign(v);
  const scaled = tf.div(tf.mul(gradient, request.learningRate), tf.sqrt(tf.add(v, epsilon)));
  const change = moment ? tf.add(tf.mul(moment, momentum), scaled) : scaled;
  moment?.assign(change);
  subtract(tf, request, change);
}

function descend(tf: Tf, request: UpdateRequest, direction: Tensor): void {
  subtract(tf, request, tf.mul(direction, request.learningRate));
}

function subtract(tf: Tf, { variable, mask }: UpdateRequest, change: Tensor): void {
  const updated = tf.sub(variable, change);
  // A negative weight times 0 is −0, which compresses badly: adding 0 makes it +0.
  variable.assign(mask ? tf.add(tf.mul(updated, mask), 0) : updated);
}
