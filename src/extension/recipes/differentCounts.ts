import type { RecipePath } from "../../recipes/problem.ts";
import type { Recipe } from "../../recipes/recipe.ts";
import type { NetworkFacts } from "./networkFacts.ts";
import { counted, portsText } from "./wording.ts";

/** A list of a recipe that has more or fewer entries than the network has inputs or outputs. */
export interface DifferentCount {
  readonly at: RecipePath;
  readonly message: string;
}

/** What a run would refuse, before the data is looked at. */
export function differentCounts(
  { loss, lossWeights, dataset }: Recipe,
  { inputs, outputs }: Pick<NetworkFacts, "inputs" | "outputs">,
): DifferentCount[] {
  const check = (at: RecipePath, given: unknown, noun: "input" | "output"): DifferentCount[] => {
    const ports = noun === "input" ? inputs : outputs;
    const count = [given].flat().length;
    if (given === undefined || count === ports.length) return [];
    const entries = counted(count, "entry", "entries");
    const message = `${at.join(".")} has ${entries}, but the network has ${portsText(ports, noun)}. Give one for each, in this order.`;
    return [{ at, message }];
  };
  return [
    // A single name is the loss of all outputs.
    ...check(["loss"], Array.isArray(loss) ? loss : undefined, "output"),
    ...check(["lossWeights"], lossWeights, "output"),
    ...(dataset.type === "csv" ? check(["dataset", "label"], dataset.label, "output") : []),
    ...(dataset.type === "npy"
      ? [
          ...check(["dataset", "trainInputs"], dataset.trainInputs, "input"),
          ...check(["dataset", "trainTargets"], dataset.trainTargets, "output"),
        ]
      : []),
  ];
}
