import { lossesFor } from "../../recipes/losses.ts";
import type { LossName } from "../../recipes/recipe.ts";
import { EngineError, type NetworkSetup, type Port } from "./engine.ts";
import { entriesText, portsText } from "./portsText.ts";

/** What an output is trained for. */
export interface Goal {
  readonly loss: LossName;
  /** What its loss counts for in the sum. */
  readonly weight: number;
}

/**
 * The goal of each output, in the network's order.
 *
 * @throws EngineError where the recipe names more or fewer than there are outputs
 */
export function goalsOf(
  { loss, lossWeights }: Pick<NetworkSetup, "loss" | "lossWeights">,
  outputs: readonly Port[],
): Goal[] {
  const losses = lossesFor(loss, outputs.length);
  refuseOtherCount("loss", losses.length, outputs);
  if (lossWeights) refuseOtherCount("lossWeights", lossWeights.length, outputs);
  return losses.map((name, i) => ({ loss: name, weight: lossWeights?.[i] ?? 1 }));
}

function refuseOtherCount(key: string, count: number, outputs: readonly Port[]): void {
  if (count === outputs.length) return;
  throw new EngineError(
    `${key} has ${entriesText(count)}, but the network has ${portsText(outputs, "output")}. Give one for each, in this order.`,
  );
}

/**
 * Shapes of what an example's row of targets holds, output by output.
 *
 * @param width of the row: a single output may learn the share of each class in the place of a class index
 */
export function targetShapes(goals: readonly Goal[], outputs: readonly Port[], width: number): (readonly number[])[] {
  if (outputs.length === 1 && width > 1) return [outputs[0].shape];
  return outputs.map(({ shape }, i) => (goals[i].loss === "crossentropy" ? [] : shape));
}
