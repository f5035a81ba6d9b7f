import { z } from "zod";
import { recipeSchema } from "../recipes/recipe.ts";

/** Version of the format of `recipe.json` in a run folder. */
export const resolvedRecipeVersion = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** `recipe.json` of a run folder: the recipe with all that it left open, so that the run can be done again. */
export const resolvedRecipeSchema = z.strictObject({
  v: z.literal(resolvedRecipeVersion),
  /** With every default filled in; its seed is the one that was used. */
  recipe: recipeSchema,
  /** Absolute folder from which the recipe's relative paths start. */
  baseFolder: z.string().min(1),
  /** Absolute path of the model's file, and of its bytes. */
  model: z.strictObject({ path: z.string().min(1), sha256 }),
  dataset: z.strictObject({ sha256 }),
  engine: z.strictObject({
    name: z.enum(["native", "wasm", "cpu"]),
    version: z.string(),
    detail: z.string(),
    /** Where the number of threads was chosen: results repeat bit for bit only with as many. */
    threads: z.int().positive().optional(),
  }),
  /** Of the programs that computed: "sparsity-inspector", "node", … */
  versions: z.record(z.string(), z.string()),
});

export type ResolvedRecipe = z.output<typeof resolvedRecipeSchema>;
