import "./sizes.css";
import { max, scaleLinear } from "d3";
import { bytes, percent, thinSpace } from "../../../src/runs/figures.ts";
import { element, setText } from "../../shared/dom.ts";
import type { SizeRow } from "../model/sizes.ts";

export interface Sizes {
  readonly node: HTMLElement;
  update(rows: readonly SizeRow[], note: string): void;
}

/** Bytes of the model's file in each form, raw above gzip, all on one scale, with the accuracy beside. A table that is its own chart. */
export function createSizes(): Sizes {
  const note = element("span", { class: "small muted" });
  const body = element("tbody");
  const head = ["form", "bytes", "test accuracy"].map((text) => element("th", { scope: "col" }, text));
  const table = element("table", { class: "sizes" }, element("thead", {}, element("tr", {}, ...head)), body);
  const empty = element("p", { class: "muted" }, "The dense network's file is measured before the first pass.");
  const node = element(
    "section",
    { class: "sizes-section" },
    element("div", { class: "heading" }, element("h2", {}, "Model size"), note),
    table,
    empty,
  );
  let shown = "";
  return {
    node,
    update(rows, words) {
      setText(note, words);
      const key = JSON.stringify(rows);
      if (key === shown) return;
      shown = key;
      table.hidden = rows.length === 0;
      empty.hidden = rows.length > 0;
      const width = scaleLinear([0, max(rows, (row) => row.bytes?.raw) ?? 1], [0, 100]);
      body.replaceChildren(...rows.map((row) => sizeRow(row, width)));
    },
  };
}

function sizeRow(row: SizeRow, width: (value: number) => number): HTMLElement {
  const { name, bytes: measured, change, accuracy, note, smallest } = row;
  const percentage = change === undefined ? "" : ` ${changeText(change)}`;
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, name),
    element(
      "td",
      {},
      measured ? bar("raw", measured.raw, width, false, "") : element("span", { class: "muted" }, note),
      measured && bar("gzip", measured.gzip, width, smallest, percentage),
    ),
    element(
      "td",
      { class: "accuracy" },
      accuracy !== undefined && element("b", {}, percent(accuracy)),
      measured && note !== "" && element("span", { class: "small muted" }, note),
    ),
  );
}

function bar(
  how: "raw" | "gzip",
  value: number,
  width: (value: number) => number,
  strong: boolean,
  change: string,
): HTMLElement {
  const fill = element("i", { class: `bytes ${how}` });
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

function changeText(change: number): string {
  const digits = Math.abs(change * 100).toFixed(0);
  if (digits === "0") return `±0${thinSpace}%`;
  return `${change < 0 ? "−" : "+"}${digits}${thinSpace}%`;
}
