import { bytes, count } from "../../../runs/figures.ts";
import type { NetworkFacts } from "../../recipes/networkFacts.ts";
import { capitalised, counted } from "../../recipes/wording.ts";
import type { ListedModel } from "../find/lists.ts";
import type { ModelPlace } from "../find/modelPlaces.ts";
import { type ChoiceItem, section } from "./items.ts";

export type ModelChoice = { readonly place: ModelPlace; readonly network: NetworkFacts | undefined } | "browse";

/** @param nameOf how a person calls a path: relative to the workspace */
export function modelItems(
  models: readonly ListedModel[],
  nameOf: (path: string) => string,
): ChoiceItem<ModelChoice>[] {
  const good = models.filter(({ refusal }) => refusal === undefined);
  const refused = models.filter(({ refusal }) => refusal !== undefined);
  const item = ({ place, network }: ListedModel): ChoiceItem<ModelChoice> => ({
    label: nameOf(place.path),
    description: network ? networkText(network) : "reading…",
    choice: { place, network },
  });
  return [
    ...section("Model files", good.filter(({ place, network }) => place.kind === "file" && !isBare(network)).map(item)),
    ...section("Exports of runs", good.filter(({ place }) => place.kind === "run").map(item)),
    ...section("To be trained first", good.filter(({ network }) => isBare(network)).map(item)),
    ...section<ModelChoice>("Elsewhere", [{ label: "$(folder-opened) Browse…", alwaysShow: true, choice: "browse" }]),
    ...section<ModelChoice>(
      "Cannot be pruned",
      refused.map(({ place, refusal = "" }) => ({
        label: nameOf(place.path),
        detail: shortly(place, refusal),
        refusal,
      })),
    ),
  ];
}

/** Whether there are no weights yet. */
function isBare(network: NetworkFacts | undefined): boolean {
  return network?.weights === 0;
}

/** `475,544 weights in 89 layers · 1.90 MB`. */
export function networkText({ weights, layers, fileBytes }: NetworkFacts): string {
  const held = weights === 0 ? `no weights yet, ${counted(layers.length, "layer")}` : undefined;
  return `${held ?? `${count(weights)} weights in ${counted(layers.length, "layer")}`} · ${bytes(fileBytes)}`;
}

/** The sentence without the name that stands above it. */
function shortly({ path }: ModelPlace, sentence: string): string {
  return sentence.startsWith(`${path} `) ? capitalised(sentence.slice(path.length + 1)) : sentence;
}
