import { element } from "./dom.ts";

export interface TableTwin {
  readonly node: HTMLElement;
  /** `rows` is asked for when the page has time, and not more often than somebody could listen. */
  update(head: readonly string[], rows: () => readonly (readonly string[])[]): void;
}

/** Milliseconds after which a table is brought up to date even on a busy page. */
const patience = 2000;

/** The numbers of a chart that changes, as a table for screen readers. Rows that stay the same stay where they are. */
export function createTableTwin(caption: string): TableTwin {
  const head = element("thead");
  const body = element("tbody");
  const table = element("table", {}, element("caption", {}, caption), head, body);
  let shownHead = "";
  let shown: string[] = [];
  let waiting: (() => void) | undefined;

  const bringUpToDate = () => {
    waiting?.();
    waiting = undefined;
  };
  const write = (names: readonly string[], rows: readonly (readonly string[])[]) => {
    const headKey = names.join("\t");
    if (headKey !== shownHead) head.replaceChildren(line(names, "th"));
    shownHead = headKey;
    const keys = rows.map((row) => row.join("\t"));
    keys.forEach((key, i) => {
      if (key === shown[i]) return;
      const row = line(rows[i], "td");
      if (i < shown.length) body.rows[i].replaceWith(row);
      else body.append(row);
    });
    while (body.rows.length > keys.length) body.rows[body.rows.length - 1].remove();
    shown = keys;
  };

  return {
    // A bare table takes no notice of a width of 1 px and would widen the page.
    node: element("div", { class: "screen-reader" }, table),
    update(names, rows) {
      if (!waiting) requestIdleCallback(bringUpToDate, { timeout: patience });
      waiting = () => write(names, rows());
    },
  };
}

function line(cells: readonly string[], tag: "th" | "td"): HTMLTableRowElement {
  return element("tr", {}, ...cells.map((cell) => element(tag, tag === "th" ? { scope: "col" } : {}, cell)));
}
