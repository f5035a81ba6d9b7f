import type { WeightTensor } from "../../src/pruning/tensor.ts";
import { type Recipe, type Rule, recipeSchema } from "../../src/recipes/recipe.ts";

/** Tensors of one layer: its path, class, and a shape for each role. */
export function layer(name: string, className: string, roles: Record<string, readonly number[]>): WeightTensor[] {
  return Object.entries(roles).map(([role, shape]) => ({
    name: `${name}/${role}`,
    layer: name,
    className,
    role,
    shape,
  }));
}

/** One of each kind that selectors tell apart. */
export const network: readonly WeightTensor[] = [
  ...layer("conv1", "Conv2D", { kernel: [3, 3, 3, 8], bias: [8] }),
  ...layer("conv1_bn", "BatchNormalization", { gamma: [8], beta: [8], moving_mean: [8], moving_variance: [8] }),
  ...layer("conv_dw_1", "DepthwiseConv2D", { depthwise_kernel: [3, 3, 8, 1] }),
  ...layer("conv_pw_1", "Conv2D", { kernel: [1, 1, 8, 16] }),
  ...layer("backbone/conv_pw_2", "Conv2D", { kernel: [1, 1, 16, 16], bias: [16] }),
  ...layer("backbone/separable", "SeparableConv2D", {
    depthwise_kernel: [3, 3, 16, 1],
    pointwise_kernel: [1, 1, 16, 32],
    bias: [32],
  }),
  ...layer("up", "Conv2DTranspose", { kernel: [2, 2, 8, 32] }),
  ...layer("words", "Embedding", { embeddings: [100, 16] }),
  ...layer("lstm", "LSTM", { kernel: [16, 64], recurrent_kernel: [16, 64], bias: [64] }),
  ...layer("dense", "Dense", { kernel: [32, 64], bias: [64] }),
  ...layer("dense_1", "Dense", { kernel: [64, 10], bias: [10] }),
];

export function rule(select: string | string[], settings: Partial<Rule> = {}): Rule {
  return { select, sparsityUpperBound: 0.75, intervalPass: 3, endPass: 60, schedule: "log", ...settings };
}

/** A recipe that is fine, with some of it changed. */
export function recipe(settings: Partial<Recipe>): Recipe {
  const dataset = { type: "sample", name: "fashion-mnist" };
  return { ...recipeSchema.parse({ model: "model.json", dataset, passes: 100, rules: [] }), ...settings };
}
