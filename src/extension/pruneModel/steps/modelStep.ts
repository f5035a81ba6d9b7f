import { prunableLayers } from "../draft/ruleDrafts.ts";
import { sentenceOf } from "../find/lists.ts";
import type { ModelPlace } from "../find/modelPlaces.ts";
import { modelItems } from "../items/modelItems.ts";
import type { ChosenModel } from "./answers.ts";
import type { Asking } from "./asking.ts";
import type { Step } from "./multiStep.ts";

/** Which model? Those of the workspace are read while the list is open. */
export function modelStep(asking: Asking): Step {
  const { around, multi, lists } = asking;

  const step: Step = async () => {
    const { choice } = await multi.pick({
      ...asking.at("model"),
      placeholder: "The model to prune",
      items: modelItems([], around.nameOf),
      refine: (show, signal) => lists.models((models) => show(modelItems(models, around.nameOf)), signal),
      accepts: (item) => item.choice !== undefined,
    });
    const place = choice === "browse" ? await browse() : choice?.place;
    if (!place) return step;
    try {
      asking.answers.model = await chosenModel(place, (file) => lists.network(file));
      return asking.to("data");
    } catch (error) {
      around.inputs.refuse(sentenceOf(error));
      return step;
    }
  };

  const browse = async (): Promise<ModelPlace | undefined> => {
    const path = await around.browse("model");
    return path === undefined ? undefined : { kind: "file", path };
  };

  return step;
}

/** @throws an error whose message says why the model cannot be pruned */
export async function chosenModel(
  place: ModelPlace,
  readNetwork: (place: ModelPlace) => Promise<ChosenModel["network"]>,
): Promise<ChosenModel> {
  const network = await readNetwork(place);
  if (network.weights > 0 && prunableLayers(network.layers).length === 0) {
    throw new Error(`${place.path} has no layer with a kernel, so there is nothing to prune in it.`);
  }
  return { place, network };
}
