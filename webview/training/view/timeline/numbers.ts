import { element } from "../../../shared/dom.ts";
import type { Timeline } from "../../model/timeline.ts";
import { passTableHead, passTableRows } from "./passTable.ts";

export interface Numbers {
  readonly node: HTMLElement;
  update(timeline: Timeline): void;
}

/** The timeline's numbers as a table, for who does not see the chart, or wants to read a number: made when asked for. */
export function createNumbers(): Numbers {
  const head = element("tr");
  const body = element("tbody");
  const table = element(
    "table",
    { "aria-label": "Sparsity, accuracy and loss by passes done" },
    element("thead", {}, head),
    body,
  );
  const scroll = element(
    "div",
    { class: "numbers-scroll", tabindex: 0, role: "group", "aria-label": "Numbers" },
    table,
  );
  const node = element("details", { class: "numbers" }, element("summary", { class: "muted" }, "Numbers"), scroll);
  let timeline: Timeline | undefined;
  let shown: string[] = [];

  /** Rows that stay the same stay where they are, and so does who reads them. */
  const write = () => {
    if (!timeline || !node.open) return;
    head.replaceChildren(...passTableHead(timeline).map((name) => element("th", { scope: "col" }, name)));
    const rows = passTableRows(timeline);
    const keys = rows.map((row) => row.join("\t"));
    rows.forEach((cells, i) => {
      if (keys[i] === shown[i]) return;
      const row = element("tr", {}, ...cells.map((cell) => element("td", {}, cell)));
      if (i < shown.length) body.rows[i].replaceWith(row);
      else body.append(row);
    });
    while (body.rows.length > rows.length) body.deleteRow(-1);
    shown = keys;
  };
  node.addEventListener("toggle", write);

  return {
    node,
    update(next) {
      timeline = next;
      write();
    },
  };
}
