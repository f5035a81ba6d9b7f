import type { Tensor, Variable } from "@tensorflow/tfjs-core";

/** One optimizer's update of one variable, masked. */
export interface UpdateRule {
  /** Names of the tensors it keeps per variable: "momentum"; "m" and "v". They start at zero. */
  readonly slots: readonly string[];
  update(request: UpdateRequest): void;
}

export interface UpdateRequest {
  readonly variable: Variable;
  readonly gradient: Tensor;
  /** In the order of `UpdateRule.slots`, of the variable's shape. */
  readonly slots: readonly Variable[];
  /** 0/1, of the variable's shape; where it is 0 the variable becomes +0. */
  readonly mask: Tensor | undefined;
  /** Updates done before this one, over the whole run. */
  readonly step: number;
  readonly learningRate: number;
  /** Adds l2 · w to the gradient. */
  readonly l2: number;
}
