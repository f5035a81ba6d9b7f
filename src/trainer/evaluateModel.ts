import path from "node:path";
import { openModel } from "../models/open.ts";
import { assertTrainable } from "../models/trainable.ts";
import type { TrainerJob, TrainerMessage } from "../protocol/trainerMessages.ts";
import { readRecipe } from "../recipes/readRecipe.ts";
import { chooseEngine } from "./engines/choose.ts";
import { evaluate } from "./measure.ts";
import { prepare, weightsOf } from "./prepare.ts";

/**
 * Lets a model answer the test examples of a recipe, as it is: nothing is trained or re-estimated.
 *
 * @throws errors whose message is a sentence for people
 */
export async function evaluateModel(
  job: Extract<TrainerJob, { type: "evaluate" }>,
): Promise<Extract<TrainerMessage, { type: "evaluated" }>> {
  const { recipe } = await readRecipe(job.recipe);
  const model = await openModel(job.model);
  try {
    assertTrainable(model);
    const { engine } = await chooseEngine(job.engine ?? recipe.engine, undefined);
    const { network, dataset, batches } = await prepare({
      // Layers that the recipe names may be gone: folded into others.
      recipe: { ...recipe, trainable: "all" },
      baseFolder: path.dirname(job.recipe),
      engine,
      topology: model.topology,
      weights: weightsOf(model),
    });
    try {
      const measured = await evaluate(network, batches, dataset.test, async () => false);
      const { loss, accuracy } = measured ?? { loss: null, accuracy: null };
      return { type: "evaluated", examples: dataset.test.size, loss, accuracy };
    } finally {
      network.dispose();
      await dataset.close();
    }
  } finally {
    await model.close();
  }
}
