import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import type { OptimizerSettings } from "../../../recipes/recipe.ts";

/** One optimizer's update of one variable, masked. */
export interface UpdateRule {
  /** Names of the tensors that it keeps of each variable. They start at zero. */
  readonly slots: readonly string[];
  update(request: UpdateRequest): void;
}

export interface UpdateRequest extends Penalties {
  readonly variable: Variable;
  readonly gradient: Tensor;
  /** In the order of `UpdateRule.slots`, of the variable's shape. */
  readonly slots: readonly Variable[];
  /** 0/1, of the variable's shape; where it is 0 the variable becomes +0. */
  readonly mask: Tensor | undefined;
  /** Updates done before this one, over the whole run. */
  readonly step: number;
  readonly learningRate: number;
}

/** What draws a variable to zero beside the loss. */
export interface Penalties {
  /** Adds l1 · sign(w) to the gradient. */
  readonly l1: number;
  /** Adds l2 · w to the gradient. */
  readonly l2: number;
  /** Subtracts learningRate · weightDecay · w, past the gradient; only AdamW does. */
  readonly weightDecay: number;
}

/** Names of the tensors that an optimizer keeps of each variable, as checkpoints call them. */
export function slotsOf(settings: OptimizerSettings): readonly string[] {
  switch (settings.type) {
    case "sgd":
      return [];
    case "momentum":
      return ["momentum"];
    case "adam":
    case "adamw":
      return ["m", "v"];
    case "rmsprop":
      return settings.momentum > 0 ? ["v", "m"] : ["v"];
  }
}

/** What an optimizer's settings ask of a tensor of this shape: kernels are penalised, biases and scales are not. */
export function penaltiesOf(settings: OptimizerSettings, shape: readonly number[]): Penalties {
  if (shape.length < 2) return { l1: 0, l2: 0, weightDecay: 0 };
  const { l1, l2 } = settings;
  return { l1, l2, weightDecay: settings.type === "adamw" ? settings.weightDecay : 0 };
}
