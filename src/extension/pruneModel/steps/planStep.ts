import path from "node:path";
import { freeRecipeName, recipeFolder, recipeStem } from "../draft/recipePlace.ts";
import { mainPath } from "../find/dataPlace.ts";
import { planItems } from "../items/planItems.ts";
import type { Asking } from "./asking.ts";
import type { Step } from "./multiStep.ts";

/** What will be done: the last look before the recipe is written. */
export function planStep(asking: Asking): Step {
  const { around, answers, multi, settings } = asking;

  const step: Step = async () => {
    const draft = answers.draft();
    const folder = answers.folder ?? (await ownFolder());
    const name = freeRecipeName(recipeStem(answers.model.place), await around.namesIn(folder));
    const data = mainPath(draft.data.place);
    const names = {
      model: around.nameOf(draft.model),
      data: data === undefined ? "Fashion-MNIST sample" : around.nameOf(data),
      recipe: around.nameOf(path.join(folder, name)),
      time: await around.timeOf(draft),
    };
    const { choice } = await multi.pick({
      ...asking.at("plan"),
      placeholder: `Enter ${settings.canRun ? "starts" : "writes it"}; choose a line to change what it says`,
      items: planItems(draft, names, settings),
      accepts: (item) => item.choice !== undefined,
    });
    switch (choice) {
      case undefined:
        return step;
      case "run":
      case "write":
        asking.result = { draft, folder, name, run: choice === "run" };
        return undefined;
      case "folder":
        answers.folder = (await around.browse("recipe")) ?? answers.folder;
        return step;
      default:
        return asking.to(choice);
    }
  };

  const ownFolder = async () => {
    const { place } = answers.model;
    const root = around.folders.find((folder) => isWithin(folder, place.path));
    const [workspace] = around.folders;
    if (root === undefined && workspace !== undefined) return workspace;
    return recipeFolder(place, root, await around.namesIn(path.dirname(place.path)));
  };

  return step;
}

function isWithin(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return !way.startsWith("..") && !path.isAbsolute(way);
}
