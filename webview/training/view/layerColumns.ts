import { count, notMeasured, percent } from "../../../src/runs/figures.ts";
import { type Child, element } from "../../shared/dom.ts";
import type { LayerRow, LayerTotals, Sort } from "../model/layerRows.ts";
import { extents } from "../model/wording.ts";
import { groupClass, markerIcon } from "./markers.ts";

/** Text, or something that is drawn only where its key is another one, perhaps by changing what was drawn before. */
export type Cell = string | { readonly key: string; readonly draw: (before?: Element) => HTMLElement };

/** A column of the layer table; narrow pages leave some out by their class. */
export interface LayerColumn {
  readonly style: string;
  readonly head: string;
  readonly title: string;
  readonly sort?: Sort["key"];
  readonly cell: (row: LayerRow) => Cell;
  /** Whether a layer's cell stays the same over a whole run. */
  readonly isFixed?: boolean;
  /** Below all rows. */
  readonly total: (totals: LayerTotals) => Child;
}

export const layerColumns: readonly LayerColumn[] = [
  {
    style: "name",
    isFixed: true,
    head: "layer",
    title: "in the network's order",
    sort: "order",
    cell: (row) => ({ key: row.plan.tensor, draw: () => nameLine(row) }),
    total: ({ tensors }) => `${count(tensors)} pruned`,
  },
  {
    style: "shape number muted",
    isFixed: true,
    head: "shape",
    title: "shape of the kernel",
    cell: ({ plan }) => extents(plan.shape),
    total: () => "",
  },
  {
    style: "weights number",
    isFixed: true,
    head: "weights",
    title: "number of weights",
    sort: "weights",
    cell: ({ weights }) => count(weights),
    total: ({ weights }) => count(weights),
  },
  {
    style: "bar",
    head: "sparsity",
    title: "bar: reached; thick tick: asked by the newest event; thin tick: asked in the end",
    cell: (row) => ({ key: `${row.reached} ${row.asked} ${row.target}`, draw: (before) => meter(row, before) }),
    total: () => "",
  },
  {
    style: "reached number",
    head: "reached",
    title: "share of zeros, counted after the event",
    sort: "reached",
    cell: ({ reached }) => percent(reached),
    total: ({ reached }) => percent(reached),
  },
  {
    style: "asked number muted",
    head: "asked",
    title: "by the schedule, at the newest event of the layer",
    cell: ({ asked }) => percent(asked),
    total: () => "",
  },
  {
    style: "dead-filters number",
    head: "dead filters",
    title: "filters without a kept weight; – until the masks have been read",
    sort: "dead",
    cell: ({ dead, filters }) => deadCell(dead, `${count(dead ?? 0)} of ${count(filters)}`),
    total: ({ dead }) => {
      const cell = deadCell(dead, count(dead ?? 0));
      return typeof cell === "string" ? cell : cell.draw();
    },
  },
  {
    style: "dense-bytes number muted",
    isFixed: true,
    head: "dense kB",
    title: "kB of the dense tensor in float32",
    cell: ({ bytes }) => kilobytes(bytes),
    total: ({ bytes }) => kilobytes(bytes),
  },
];

function nameLine({ name, plan, group }: LayerRow): HTMLElement {
  return element(
    "span",
    { class: `name-line ${groupClass(group)}`, title: `${plan.tensor}, ${plan.className}, rule: ${plan.select}` },
    markerIcon(group),
    // Too long a name loses its beginning: the end tells it from its neighbours.
    element("span", { class: "elided" }, element("bdi", {}, name)),
  );
}

function deadCell(dead: number | undefined, words: string): Cell {
  if (dead === undefined) return notMeasured;
  return dead === 0 ? "0" : { key: words, draw: () => element("span", { class: "dead" }, words) };
}

function meter({ group, reached, asked, target }: LayerRow, before?: Element): HTMLElement {
  const bar =
    before instanceof HTMLElement
      ? before
      : element("div", { class: "meter" }, element("i", { class: groupClass(group) }), element("u"), element("s"));
  const [fill, final, wanted] = bar.children as HTMLCollectionOf<HTMLElement>;
  fill.style.width = `${100 * reached}%`;
  final.style.left = `${100 * target}%`;
  wanted.style.left = `${100 * (asked ?? 0)}%`;
  wanted.hidden = asked === undefined;
  return bar;
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}
