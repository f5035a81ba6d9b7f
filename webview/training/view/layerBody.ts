import { count } from "../../../src/runs/figures.ts";
import { element } from "../../shared/dom.ts";
import type { LayerRow, LayerTotals } from "../model/layerRows.ts";
import { type Cell, layerColumns } from "./layerColumns.ts";

interface DrawnRow {
  readonly node: HTMLTableRowElement;
  /** Key of what is in each cell. */
  readonly keys: string[];
}

/** Rows by tensor, in which only those cells change that have to. */
export class RowNodes {
  readonly #drawn = new Map<string, DrawnRow>();

  /** @param place among the rows as sorted, from 0 */
  get(row: LayerRow, place: number, selected: boolean): HTMLTableRowElement {
    const drawn = this.#drawn.get(row.plan.tensor) ?? newRow(row);
    this.#drawn.set(row.plan.tensor, drawn);
    const { node, keys } = drawn;
    layerColumns.forEach(({ cell, isFixed }, i) => {
      if (isFixed && i in keys) return;
      const content = cell(row);
      const key = typeof content === "string" ? content : content.key;
      if (key === keys[i]) return;
      keys[i] = key;
      write(node.cells[i], content);
    });
    setAttribute(node, "class", selected ? "selected" : "");
    setAttribute(node, "aria-selected", String(selected));
    // The head is row 1.
    setAttribute(node, "aria-rowindex", String(place + 2));
    return node;
  }
}

function write(cell: HTMLTableCellElement, content: Cell): void {
  const before = cell.firstElementChild ?? undefined;
  if (typeof content === "string") {
    cell.textContent = content;
    return;
  }
  const drawn = content.draw(before);
  if (drawn !== before) cell.replaceChildren(drawn);
}

function newRow(row: LayerRow): DrawnRow {
  const cells = layerColumns.map(({ style }) => element("td", { class: style }));
  const node = element("tr", { id: `layer-${row.order}` }, ...cells);
  node.dataset.tensor = row.plan.tensor;
  return { node, keys: [] };
}

function setAttribute(node: Element, name: string, value: string): void {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** Stands for rows that are not drawn. */
export function spacer(rows: number, rowHeight: number): HTMLTableRowElement | undefined {
  if (rows <= 0) return undefined;
  const node = element("tr", { class: "spacer", "aria-hidden": true });
  node.style.height = `${rows * rowHeight}px`;
  return node;
}

export function footRows(totals: LayerTotals): HTMLTableRowElement[] {
  const cells = layerColumns.map(({ style, total }) => element("td", { class: style }, total(totals)));
  const rest = element(
    "tr",
    { class: "rest muted" },
    element("td", { class: "name" }, "not pruned"),
    element("td", { class: "shape" }),
    element("td", { class: "weights number" }, count(totals.otherWeights)),
    element("td", { class: "reason", colspan: 5 }, "no rule prunes these"),
  );
  return [element("tr", { class: "total" }, ...cells), ...(totals.otherWeights > 0 ? [rest] : [])];
}
