import type { z } from "zod";
import { type OptimizerSettings, recipeSchema } from "../../src/recipes/recipe.ts";

/** Settings of an optimizer as a recipe gives them: with defaults for what is left out. */
export function optimizerOf(settings: z.input<typeof recipeSchema>["optimizer"]): OptimizerSettings {
  return recipeSchema.shape.optimizer.parse(settings);
}

const shared = { learningRate: 0.05, l2: 0.01 };

/** One of each kind, and of what is common to all kinds. */
export const optimizers: readonly OptimizerSettings[] = [
  optimizerOf({ type: "sgd", ...shared }),
  optimizerOf({ type: "momentum", ...shared }),
  optimizerOf({ type: "momentum", nesterov: true, ...shared }),
  optimizerOf({ type: "adam", ...shared }),
  optimizerOf({ type: "adamw", weightDecay: 0.2, ...shared }),
  optimizerOf({ type: "rmsprop", ...shared }),
  optimizerOf({ type: "rmsprop", momentum: 0.8, ...shared }),
  optimizerOf({ type: "momentum", l1: 0.03, ...shared }),
  optimizerOf({ type: "momentum", clipNorm: 1.5, ...shared }),
  optimizerOf({ type: "adamw", l1: 0.03, clipValue: 0.8, ...shared }),
];
