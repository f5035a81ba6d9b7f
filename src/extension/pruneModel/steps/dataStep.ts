import type { DataFacts } from "../find/dataFacts.ts";
import { misfit } from "../find/dataFit.ts";
import { mainPath } from "../find/dataPlace.ts";
import type { ListedData } from "../find/lists.ts";
import { dataItems, labelItems, normalizeItems } from "../items/dataItems.ts";
import type { Asking } from "./asking.ts";
import type { Step } from "./multiStep.ts";

/** Which data? Then what its kind leaves open: the column of labels, and how values are normalised. */
export function dataStep(asking: Asking): Step {
  const { around, answers, multi, lists, settings } = asking;
  let browsed: readonly ListedData[] = [];

  const step: Step = async () => {
    const items = (data: readonly ListedData[]) =>
      dataItems([...browsed, ...data.filter(isNew)], answers.model.network, around.nameOf, settings.remembered.data);
    const { choice } = await multi.pick({
      ...asking.at("data"),
      placeholder: answers.prunes ? "The data to train on while pruning" : "The data to train on",
      items: items([]),
      refine: (show, signal) => lists.data((data) => show(items(data)), signal),
      accepts: (item) => item.choice !== undefined,
    });
    const facts = choice === "browse" ? await browse() : choice?.facts;
    if (!facts) return step;
    answers.data = facts;
    return facts.place.type === "csv" ? labels : normalization();
  };

  const isNew = ({ place }: ListedData) =>
    browsed.every((other) => other.place.type !== place.type || mainPath(other.place) !== mainPath(place));

  /** The data in a folder from elsewhere, where there is one that fits; where there are several, they are listed. */
  const browse = async (): Promise<DataFacts | undefined> => {
    const folder = await around.browse("data");
    if (folder === undefined) return undefined;
    browsed = await lists.dataIn(folder);
    const [only] = browsed;
    if (!only) around.inputs.refuse(`${folder} holds no data: no folders of images, no IDX, CSV or .npy files.`);
    if (!only || browsed.length > 1) return undefined;
    const why = only.problem ?? (only.facts && misfit(only.facts, answers.model.network));
    if (why !== undefined) around.inputs.refuse(`${mainPath(only.place)} does not fit the network: ${why}.`);
    return why === undefined ? only.facts : undefined;
  };

  const labels: Step = async () => {
    const { choice } = await multi.pick({
      ...asking.at("data"),
      placeholder: "The column with the labels",
      items: labelItems(answers.data, answers.model.network),
      accepts: (item) => item.choice !== undefined,
    });
    answers.label = choice;
    return normalization();
  };

  const normalization = (): Step => {
    const items = normalizeItems(answers.model.network, answers.data);
    return items.length === 0 ? afterData() : askNormalization;
  };

  const askNormalization: Step = async () => {
    const items = normalizeItems(answers.model.network, answers.data);
    const { choice } = await multi.pick({
      ...asking.at("data"),
      placeholder: "How values are normalised: as they were when the network was trained",
      items,
      active: items.find((item) => item.choice === settings.remembered.normalize),
    });
    answers.normalize = choice;
    return afterData();
  };

  const afterData = () => asking.to(answers.prunes ? "rules" : "training");

  return step;
}
