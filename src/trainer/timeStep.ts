import { openModel } from "../models/open.ts";
import { assertTrainable } from "../models/trainable.ts";
import { sizeOf } from "../pruning/tensor.ts";
import { readRecipe } from "../recipes/readRecipe.ts";
import { goalsOf, targetShapes } from "./engines/goals.ts";
import { startNative } from "./engines/native/engine.ts";

const warmUps = 2;
const mostSteps = 15;
/** Time after which what has been measured is enough, milliseconds. */
const enough = 1500;

/**
 * Milliseconds of a training step of this recipe's network on the native engine, median of a few, on examples of noise.
 *
 * @throws errors whose message is a sentence for people
 */
export async function timeStep(recipeFile: string, modelFile: string): Promise<number> {
  const { recipe } = await readRecipe(recipeFile);
  const model = await openModel(modelFile);
  try {
    assertTrainable(model);
    const engine = await startNative();
    const { loss, lossWeights, optimizer, trainable, seed, batchSize } = recipe;
    const { topology } = model;
    const weights = () => undefined;
    const network = await engine.build({ topology, weights, loss, lossWeights, optimizer, trainable, seed });
    const numbers = (shapes: readonly (readonly number[])[]) =>
      batchSize * shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
    const inputShapes = network.inputs.map(({ shape }) => shape);
    const inputs = Float32Array.from({ length: numbers(inputShapes) }, (_, i) => Math.sin(i * 12.9898));
    const goals = goalsOf(recipe, network.outputs);
    const targets = new Float32Array(numbers(targetShapes(goals, network.outputs, 1)));
    const times: number[] = [];
    const started = performance.now();
    for (let step = 0; step < warmUps + mostSteps; step++) {
      const before = performance.now();
      network.step({ size: batchSize, inputs, targets }, step, 1e-6);
      if (step >= warmUps) times.push(performance.now() - before);
      if (times.length > 0 && performance.now() - started > enough) break;
    }
    return times.sort((a, b) => a - b)[times.length >> 1];
  } finally {
    await model.close();
  }
}
