import "./sizes.css";
import { max, scaleLinear } from "d3";
import { bytes, percent, thinSpace } from "../../../src/runs/figures.ts";
import { element, setText } from "../../shared/dom.ts";
import type { Ledger } from "../model/ledger.ts";
import type { SizeRow } from "../model/sizes.ts";
import { createLedger } from "./ledger.ts";
import { partNames, partsOf } from "./sizeParts.ts";

export interface Sizes {
  readonly node: HTMLElement;
  update(rows: readonly SizeRow[], ledgers: readonly Ledger[], note: string): void;
}

/**
 * Bytes of the model's file in each form, all on one scale, with the accuracy beside: raw above gzip, or what a packed file
 * is made of. A table that is its own chart.
 */
export function createSizes(): Sizes {
  const note = element("span", { class: "small muted" });
  const body = element("tbody");
  const head = ["form", "bytes", "test accuracy"].map((text) => element("th", { scope: "col" }, text));
  const table = element("table", { class: "sizes" }, element("thead", {}, element("tr", {}, ...head)), body);
  const empty = element("p", { class: "muted" }, "The dense network's file is measured before the first pass.");
  const key = partKey();
  const ledger = createLedger();
  const node = element(
    "section",
    { class: "sizes-section" },
    element("div", { class: "heading" }, element("h2", {}, "Model size"), note),
    table,
    empty,
    key,
    ledger.node,
  );
  let shown = "";
  return {
    node,
    update(rows, ledgers, words) {
      setText(note, words);
      ledger.update(ledgers);
      const content = JSON.stringify(rows);
      if (content === shown) return;
      shown = content;
      key.hidden = rows.every(({ parts }) => parts === undefined);
      table.hidden = rows.length === 0;
      empty.hidden = rows.length > 0;
      const width = scaleLinear([0, max(rows, (row) => row.bytes?.raw) ?? 1], [0, 100]);
      body.replaceChildren(...rows.map((row) => sizeRow(row, width)));
    },
  };
}

function sizeRow(row: SizeRow, width: (value: number) => number): HTMLElement {
  const { name, bytes: measured, accuracy, note } = row;
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, ...nameParts(name)),
    element("td", {}, ...bars(row, width)),
    element(
      "td",
      { class: "accuracy" },
      accuracy !== undefined && element("b", {}, percent(accuracy)),
      measured && note !== "" && element("span", { class: "small muted" }, note),
    ),
  );
}

/** "packed folded int8": what was done when it was packed stands below, in a space or a line of its own. */
function nameParts(name: string): (string | HTMLElement)[] {
  const [form, ...how] = name.split(" ");
  return how.length === 0 ? [form] : [`${form} `, element("span", { class: "how-packed" }, how.join(", "))];
}

function bars({ bytes: measured, change, note, smallest, parts }: SizeRow, width: Scale): HTMLElement[] {
  if (!measured) return [element("span", { class: "muted" }, note)];
  const percentage = change === undefined ? "" : ` ${changeText(change)}`;
  if (parts) return [bar("file", measured.raw, width, smallest, percentage, partsOf(parts))];
  return [bar("raw", measured.raw, width, false, ""), bar("gzip", measured.gzip, width, smallest, percentage)];
}

type Scale = (value: number) => number;

function bar(
  how: "raw" | "gzip" | "file",
  value: number,
  width: Scale,
  strong: boolean,
  change: string,
  parts: readonly HTMLElement[] = [],
): HTMLElement {
  const fill = element("i", { class: `bytes ${how}` }, ...parts);
  // The fill shares its line with the figure after it.
  fill.style.setProperty("--share", String(width(value) / 100));
  return element(
    "div",
    { class: "bar" },
    element("span", { class: "how" }, how),
    fill,
    element(strong ? "b" : "span", { class: "total" }, bytes(value)),
    element("span", { class: "muted" }, change),
  );
}

/** What the parts of a bar mean. */
function partKey(): HTMLElement {
  const entries = partNames.map((name) => element("span", {}, element("i", { class: `part-${name}` }), name));
  return element("p", { class: "size-key small muted", "aria-hidden": "true" }, ...entries);
}

function changeText(change: number): string {
  const digits = Math.abs(change * 100).toFixed(0);
  if (digits === "0") return `±0${thinSpace}%`;
  return `${change < 0 ? "−" : "+"}${digits}${thinSpace}%`;
}
