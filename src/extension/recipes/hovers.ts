import { sizeOf } from "../../pruning/tensor.ts";
import { isSelectorPath, locate } from "../../recipes/locate.ts";
import { compileLayerSelectors, targetOf } from "../../recipes/rules.ts";
import { compileSelectors } from "../../recipes/selectors.ts";
import { count, percent, shapeText } from "../../runs/figures.ts";
import type { RecipeAnalysis } from "./analysis.ts";
import { type ScheduledEvent, scheduledEvents, shortened } from "./curve.ts";
import { tensorsOf, weightsIn } from "./networkFacts.ts";
import { counted, selectionText } from "./wording.ts";

/** What to tell about a place of the recipe, in Markdown. */
export interface RecipeHover {
  readonly markdown: string;
  readonly offset: number;
  readonly length: number;
}

export function hoverAt(analysis: RecipeAnalysis, offset: number): RecipeHover | undefined {
  const { path, isKey, ...range } = locate(analysis.text, offset);
  const [root, index, key] = path;
  const value = analysis.source.valueAt(path);
  if (isSelectorPath(path) && !isKey) {
    if (typeof value !== "string") return undefined;
    const markdown = root === "rules" ? selectedTensors(value, analysis) : selectedLayers(value, analysis);
    return markdown === undefined ? undefined : { markdown, ...range };
  }
  const isSchedule = root === "rules" && typeof index === "number" && scheduleKeys.has(String(key));
  const markdown = isSchedule ? scheduleTable(index, analysis) : undefined;
  return markdown === undefined ? undefined : { markdown, ...range };
}

const scheduleKeys: ReadonlySet<string> = new Set(["sparsityUpperBound", "intervalPass", "endPass", "schedule"]);

function selectedTensors(selector: string, { network, layers }: RecipeAnalysis): string | undefined {
  if (!network || !layers) return undefined;
  const tensors = tensorsOf(network).filter(compileSelectors(selector));
  // The problem there says why it selects nothing.
  if (tensors.length === 0) return undefined;
  const rows = tensors.map(
    (tensor) =>
      `| \`${tensor.name}\` | ${shapeText(tensor.shape)} | ${count(sizeOf(tensor.shape))} | ${percent(sizeOf(tensor.shape) / network.weights)} |`,
  );
  return [
    `\`${selector}\` selects ${selectionText(tensors, network.weights)}.`,
    "",
    `| tensor | shape |${gap}weights |${gap}share |`,
    "|:--|:--|--:|--:|",
    ...shortRows(rows, "| … | | | |"),
  ].join("\n");
}

function selectedLayers(selector: string, { network }: RecipeAnalysis): string | undefined {
  if (!network) return undefined;
  const selected = network.layers.filter(compileLayerSelectors([selector]));
  const tensors = selected.flatMap((layer) => layer.tensors);
  const names = shortRows(
    selected.map(({ name }) => `\`${name}\``),
    "…",
  ).join(", ");
  const share = network.weights === 0 ? "" : ` · ${percent(weightsIn(tensors) / network.weights)} of all weights`;
  return selected.length === 0 ? undefined : `Learns: ${counted(selected.length, "layer")}${share}. ${names}`;
}

/** Pass, sparsity, and kept weights of the tensors that the rule decides over. */
function scheduleTable(index: number, { recipe, plan }: RecipeAnalysis): string | undefined {
  const rule = recipe?.rules[index];
  if (!recipe || !rule || rule.sparsityUpperBound === 0) return undefined;
  const tensors = plan?.filter((ruled) => ruled.rule === index).map(({ tensor }) => tensor) ?? [];
  return eventTable(scheduledEvents(targetOf(rule), tensors, recipe.passes), weightsIn(tensors));
}

/** @param weights that the events are about; 0 where they are not known */
export function eventTable(events: readonly ScheduledEvent[], weights: number, rows = 16): string {
  const known = weights > 0;
  const row = ({ pass, sparsity, kept }: ScheduledEvent) =>
    known ? `| ${pass} | ${percent(sparsity)} | ${count(kept)} |` : `| ${pass} | ${percent(sparsity)} |`;
  return [
    known ? `| pass |${gap}sparsity |${gap}kept of ${count(weights)} |` : `| pass |${gap}sparsity |`,
    known ? "|--:|--:|--:|" : "|--:|--:|",
    ...shortRows(events.map(row), known ? "| … | | |" : "| … | |", rows),
  ].join("\n");
}

/** Between columns of numbers, whose headings would touch each other. */
const gap = "\u2003";

function shortRows(rows: readonly string[], dots: string, most = 16): string[] {
  const [head, tail] = shortened(rows, most - 4, 3);
  return tail.length === 0 ? [...head] : [...head, dots, ...tail];
}
