import type { DatasetSettings } from "../../../recipes/recipe.ts";
import { count, percent, thinSpace } from "../../../runs/figures.ts";
import { curveText, scheduledEvents } from "../../recipes/curve.ts";
import { weightsIn } from "../../recipes/networkFacts.ts";
import { capitalised, counted } from "../../recipes/wording.ts";
import { type RecipeDraft, targetOf } from "./recipeDraft.ts";
import type { RuleDraft } from "./ruleDrafts.ts";

/** What a recipe's text needs beside the answers. */
export interface TextSettings {
  /** How the recipe names a file. */
  readonly pathTo: (file: string) => string;
  readonly engine: "auto" | "native" | "wasm";
}

/** The text of a recipe as a person would write it: with what is worth knowing in comments. */
export function recipeText(draft: RecipeDraft, settings: TextSettings): string {
  const { pathTo, engine } = settings;
  const lines = [
    ...(draft.network.weights === 0 ? ["// The network has no weights yet: it is trained, not pruned."] : []),
    `"model": ${json(pathTo(draft.model))},`,
    `"dataset": ${block(datasetEntries(draft, pathTo))},`,
    ...(draft.loss === "crossentropy" ? [] : [`"loss": ${json(draft.loss)},`]),
    `"optimizer": ${block([
      ["type", "momentum"],
      ["learningRate", draft.learningRate],
      ["learningRateSchedule", { type: "cosine" }],
    ])},`,
    `"batchSize": ${draft.batchSize},`,
    `"passes": ${draft.passes},${passesComment(draft)}`,
    ...(engine === "auto" ? [] : [`"engine": ${json(engine)},`]),
    `"rules": ${rulesText(draft)}`,
  ];
  // Editors mark spaces that are not the plain one.
  return `{\n${indent(lines.join("\n"))}\n}\n`.replaceAll(thinSpace, " ");
}

type Entry = readonly [key: string, value: unknown];

function datasetEntries({ data, label, normalize }: RecipeDraft, pathTo: TextSettings["pathTo"]): Entry[] {
  const { type, ...files } = data.place;
  const nameOf = (file: string) => (type === "sample" ? file : pathTo(file));
  const named = (file: string | readonly string[]) => (typeof file === "string" ? nameOf(file) : file.map(nameOf));
  return [
    ["type", type satisfies DatasetSettings["type"]],
    ...Object.entries<string | readonly string[]>(files).map(([key, file]) => [key, named(file)] as const),
    ...(label === undefined ? [] : [["label", label] as const]),
    ...(normalize === undefined ? [] : [["normalize", normalize] as const]),
  ];
}

function passesComment({ rules, timing, passes }: RecipeDraft): string {
  const [rule] = rules;
  const last = rule && scheduledEvents(targetOf(rule, timing), [], passes).at(-1)?.pass;
  const left = last === undefined ? 0 : passes - last - 1;
  return left > 0 ? ` // ${left} of them after the last prune event, to recover` : "";
}

function rulesText({ rules, timing, passes }: RecipeDraft): string {
  if (rules.length === 0) return "[]";
  const texts = rules.map((rule) => {
    const { select, tensors, sparsityUpperBound } = rule;
    const events = scheduledEvents(targetOf(rule, timing), tensors, passes);
    const { schedule, intervalPass, endPass } = timing;
    const entries: Entry[] = [
      ["select", select],
      ["sparsityUpperBound", sparsityUpperBound],
      ...(schedule === "constant"
        ? []
        : ([
            ["intervalPass", intervalPass],
            ["endPass", endPass],
          ] as const)),
      ...(schedule === "log" ? [] : [["schedule", schedule] as const]),
    ];
    return `// ${capitalised(titleOf(rule))}\n// ${curveText(events)}\n${oneLine(entries)}`;
  });
  return `[\n${indent(texts.join(",\n"))}\n]`;
}

function titleOf({ title, tensors, sparsityUpperBound }: RuleDraft): string {
  return `${title}: ${counted(tensors.length, "tensor")}, ${count(weightsIn(tensors))} weights, to ${percent(sparsityUpperBound)}.`;
}

/** On one line where it fits, as people write rules; long lists of layers go below each other. */
function oneLine(entries: readonly Entry[]): string {
  const line = json(Object.fromEntries(entries));
  return line.length <= 110 ? line : block(entries);
}

function block(entries: readonly Entry[]): string {
  return `{\n${indent(entries.map(([key, value]) => `${json(key)}: ${valueText(value)}`).join(",\n"))}\n}`;
}

function valueText(value: unknown): string {
  const line = json(value);
  if (!Array.isArray(value) || line.length <= 100) return line;
  return `[\n${indent(value.map(json).join(",\n"))}\n]`;
}

/** With spaces after colons and commas, and inside braces. */
function json(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(json).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}: ${json(inner)}`)
    .join(", ")} }`;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}
