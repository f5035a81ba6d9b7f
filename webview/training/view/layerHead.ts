import { element } from "../../shared/dom.ts";
import type { Sort } from "../model/layerRows.ts";
import { layerColumns } from "./layerColumns.ts";

export interface LayerHead {
  readonly node: HTMLTableRowElement;
  update(sort: Sort): void;
}

/** Names of the columns; those that can sort are buttons. */
export function createLayerHead(sortBy: (sort: Sort) => void): LayerHead {
  let current: Sort = { key: "order", descending: false };
  const cells = layerColumns.map(({ style, head, title, sort }) => {
    const toggle = () => {
      if (!sort) return;
      // What is looked for in figures is the largest, and in names the first.
      const descending = current.key === sort ? !current.descending : sort !== "order";
      sortBy({ key: sort, descending });
    };
    const text = sort ? element("button", { type: "button", on: { click: toggle } }, head) : head;
    return element("th", { class: style, scope: "col", title }, text);
  });
  return {
    node: element("tr", {}, ...cells),
    update(sort) {
      current = sort;
      cells.forEach((cell, i) => {
        const { sort: key } = layerColumns[i];
        if (key !== undefined && key === sort.key) cell.ariaSort = sort.descending ? "descending" : "ascending";
        else cell.removeAttribute("aria-sort");
      });
    },
  };
}
