import type { ModelFile } from "../modelFile.ts";
import type { Weight } from "../wholeModel.ts";

export interface TakenOver {
  readonly weights: readonly Weight[];
  /** Names of those that the file gave. */
  readonly taken: readonly string[];
}

/**
 * Gives weights the values that a trained network has for them: those whose name and shape are the same there.
 *
 * @throws ModelFileError that names a tensor which cannot be read
 */
export async function takeOver(weights: readonly Weight[], from: ModelFile): Promise<TakenOver> {
  const offered = new Map(from.layers.flatMap(({ tensors }) => tensors.map(({ name, shape }) => [name, shape.join()])));
  const fits = ({ name, shape }: Weight) => offered.get(name) === shape.join();
  const filled: Weight[] = [];
  for (const weight of weights) {
    filled.push(fits(weight) ? { ...weight, values: await from.read(weight.name) } : weight);
  }
  return { weights: filled, taken: weights.filter(fits).map(({ name }) => name) };
}
