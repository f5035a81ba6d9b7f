import { chosenIn } from "../inspector/chosenPaths.ts";
import { inspectedFileOf } from "../inspector/inspectedFile.ts";
import { pickModel } from "../inspector/pickModel.ts";
import type { Services } from "../services.ts";
import { nameOf, type Pair } from "./pair.ts";

/**
 * Two models or runs: those that were chosen, and what is asked for where fewer were. Undefined where nothing is chosen.
 *
 * @param parameters of the command; see `chosenIn`
 * @throws Error in a sentence where one of them is no model
 */
export async function choosePair(services: Services, parameters: readonly unknown[]): Promise<Pair | undefined> {
  const [first, second] = chosenIn(parameters);
  const a = first?.uri ?? (await pickModel(services, "The first of two models to compare"));
  if (!a) return undefined;
  const fileA = await inspectedFileOf(a.fsPath);
  const b = second?.uri ?? (await pickModel(services, `The model to compare ${nameOf(fileA)} with`, fileA));
  return b && [fileA, await inspectedFileOf(b.fsPath)];
}
