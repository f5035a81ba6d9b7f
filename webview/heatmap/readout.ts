import { notMeasured, percent, thinSpace } from "../../src/runs/figures.ts";
import type { HeatmapInput, Scene } from "./scene.ts";
import type { Density, Reading } from "./source.ts";
import { indexOf, tensorAxes } from "./tensorAxes.ts";
import { weightText } from "./weightText.ts";
import { wordsOf } from "./words.ts";

/** A part of the line below a map: what is said, after its name where it needs one. */
export interface ReadoutPart {
  readonly name: string;
  readonly value: string;
}

/** What is known of the cell whose first weight is at `row` and `column`. */
export function readCell(input: HeatmapInput, row: number, column: number, block: number): ReadoutPart[] {
  const { source, event, layout } = input;
  const reading = source.read(row, column, block, event);
  const place = placeOf(input, row, column, block);
  if (!reading) return [...place, { name: "", value: "loading" }];
  const density = source.density(event);
  const filter = density && meanShare(density, column, Math.min(column + block, layout.columns));
  return [
    ...place,
    ...(reading.size === 1 ? singleWeight(reading, input) : manyWeights(reading, input)),
    ...(filter === undefined
      ? []
      : [{ name: filterName(input), value: `${percent(filter, 0)} ${wordsOf(input).share}` }]),
  ];
}

function filterName({ tensor, layout }: HeatmapInput): string {
  return tensorAxes(tensor, layout).column.short;
}

function placeOf({ tensor, layout }: HeatmapInput, row: number, column: number, block: number): ReadoutPart[] {
  const { dimensions } = tensorAxes(tensor, layout);
  if (block > 1) {
    const range = (from: number, end: number) => (from + 1 === end ? String(from) : `${from}–${end - 1}`);
    return [
      { name: "rows", value: range(row, Math.min(row + block, layout.rows)) },
      { name: "columns", value: range(column, Math.min(column + block, layout.columns)) },
    ];
  }
  const index = indexOf(tensor.shape, layout.columns, row, column);
  if (!dimensions) return [{ name: "index", value: `[${index.join(", ")}]` }];
  return index.map((at, dimension) => ({ name: dimensions[dimension], value: String(at) }));
}

function singleWeight({ kept, event, later, value, magnitude }: Reading, input: HeatmapInput): ReadoutPart[] {
  if (kept === 0) {
    const removed = event === 0 ? unprunedZero(input) : `pruned at ${eventText(event, input)}`;
    return [...(value ? [{ name: "w now", value: weightText(value) }] : []), { name: "", value: removed }];
  }
  if (later !== 0) {
    // What later events removed is zero in the file, unless its weights are older.
    const w = value ? weightText(value) : notMeasured;
    return [
      { name: "w then", value: w },
      { name: "", value: `kept, pruned later at ${eventText(later, input)}` },
    ];
  }
  const words = wordsOf(input);
  const w =
    value === undefined
      ? { name: `${words.magnitude} about`, value: magnitude === undefined ? notMeasured : weightText(magnitude) }
      : { name: words.weight, value: weightText(value) };
  return input.source.masked ? [w, { name: "", value: "kept" }] : [w];
}

/** Without a history a zero is no more than that. */
function unprunedZero({ of }: HeatmapInput): string {
  return of === "differences" ? "same" : "zero";
}

function manyWeights({ size, kept, event, magnitude }: Reading, input: HeatmapInput): ReadoutPart[] {
  const { source } = input;
  const words = wordsOf(input);
  return [
    { name: "", value: `${percent(kept)} of ${size} ${words.kept}` },
    ...(kept > 0 && magnitude !== undefined ? [{ name: `mean ${words.magnitude}`, value: weightText(magnitude) }] : []),
    ...(source.masked && event > 0 ? [{ name: "pruned at event", value: `${event} on average` }] : []),
  ];
}

/** As in "event 2, pass 3". */
export function eventText(event: number, { eventPasses }: Pick<HeatmapInput, "eventPasses">): string {
  const pass = eventPasses[event - 1];
  return pass === undefined ? `event ${event}` : `event ${event}, pass ${pass}`;
}

function meanShare({ columns, step }: Density, from: number, end: number): number {
  const first = Math.floor(from / step);
  const last = Math.max(first + 1, Math.ceil(end / step));
  let sum = 0;
  for (let i = first; i < last; i++) sum += columns[i];
  return sum / (last - first);
}

/** What a cell stands for: a map always says so. */
export function scaleSentence({ view: { zoom }, cell, input: { mode, of } }: Scene): string {
  if (zoom.block === 1) return "1 cell = 1 weight";
  const what = cell.width === 1 && cell.height === 1 ? "pixel" : "cell";
  const shade =
    mode === "mask"
      ? `shade = share ${of === "differences" ? "that differs" : "kept"}`
      : "colour = mean of their colours";
  return `1 ${what} = ${zoom.block}${thinSpace}×${thinSpace}${zoom.block} weights, ${shade}`;
}
