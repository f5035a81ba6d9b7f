import "./layers.css";
import { element, setText } from "../../shared/dom.ts";
import { type LayerRow, type LayerTotals, sortRows } from "../model/layerRows.ts";
import { visibleRows } from "../model/virtualRows.ts";
import type { SelectionStore } from "../selection.ts";
import { footRows, RowNodes, spacer } from "./layerBody.ts";
import { createLayerHead } from "./layerHead.ts";

export interface LayerTable {
  readonly node: HTMLElement;
  /** `note`: of when the rows are. */
  update(rows: readonly LayerRow[], totals: LayerTotals, note: string): void;
}

const rowHeight = 22;
/** Rows that are in view before the table scrolls. */
const rowsInView = 20;

/** One row a pruned tensor. Only what is in view is in the page, so that 300 layers cost what 30 do. */
export function createLayerTable(store: SelectionStore, open: (tensor: string) => void): LayerTable {
  const head = createLayerHead((sort) => store.set({ sort }));
  const note = element("span", { class: "small muted" });
  const body = element("tbody");
  const foot = element("tfoot");
  const table = element(
    "table",
    { class: "layers", role: "grid", tabindex: 0, "aria-label": "Pruned layers" },
    element("thead", {}, head.node),
    body,
    foot,
  );
  const scroll = element("div", { class: "layers-scroll" }, table);
  scroll.style.setProperty("--rows", String(rowsInView));
  const heading = element("div", { class: "heading" }, element("h2", {}, "Layers"), note);
  const node = element("section", { class: "layers-section" }, heading, scroll);

  const nodes = new RowNodes();
  let rows: readonly LayerRow[] = [];
  let sorted: readonly LayerRow[] = [];
  let drawn: readonly HTMLTableRowElement[] = [];
  let shownTotals = "";
  // Asking for it would have the page laid out first.
  let scrolled = 0;

  const drawRows = () => {
    const { tensor } = store.get();
    const { first, end } = visibleRows(sorted.length, rowHeight, scrolled, rowsInView);
    const shown = sorted.slice(first, end).map((row, i) => nodes.get(row, first + i, row.plan.tensor === tensor));
    const before = spacer(first, rowHeight);
    const after = spacer(sorted.length - end, rowHeight);
    const children = [...(before ? [before] : []), ...shown, ...(after ? [after] : [])];
    if (children.length !== drawn.length || children.some((child, i) => child !== drawn[i])) {
      body.replaceChildren(...children);
      drawn = children;
    }
    const active = shown.find(({ ariaSelected }) => ariaSelected === "true");
    if (active) table.setAttribute("aria-activedescendant", active.id);
    else table.removeAttribute("aria-activedescendant");
  };

  const draw = () => {
    const { sort } = store.get();
    sorted = sortRows(rows, sort);
    head.update(sort);
    table.setAttribute("aria-rowcount", String(sorted.length + 1));
    drawRows();
  };

  const placeOf = (tensor: string | undefined) => sorted.findIndex(({ plan }) => plan.tensor === tensor);
  table.addEventListener("keydown", (event) => {
    if (event.target !== table) return;
    const at = placeOf(store.get().tensor);
    const to = moveBy(event.key, at, sorted.length);
    if (to !== undefined) store.set({ tensor: sorted[to]?.plan.tensor });
    else if (event.key === "Enter" && sorted[at]) open(sorted[at].plan.tensor);
    else return;
    event.preventDefault();
  });
  body.addEventListener("click", ({ target }) => {
    const tensor = tensorAt(target);
    if (tensor !== undefined) store.set({ tensor });
  });
  body.addEventListener("dblclick", ({ target }) => {
    const tensor = tensorAt(target);
    if (tensor !== undefined) open(tensor);
  });
  scroll.addEventListener("scroll", () => {
    scrolled = scroll.scrollTop;
    drawRows();
  });
  store.on(({ tensor }, changed) => {
    if (changed.has("sort")) draw();
    if (!changed.has("tensor")) return;
    bringIntoView(scroll, placeOf(tensor));
    scrolled = scroll.scrollTop;
    drawRows();
  });

  return {
    node,
    update(next, totals, words) {
      rows = next;
      setText(note, words);
      node.hidden = rows.length === 0;
      const key = JSON.stringify(totals);
      if (key !== shownTotals) foot.replaceChildren(...footRows(totals));
      shownTotals = key;
      draw();
    },
  };
}

/** Where a key leads from a row; undefined where it means nothing. */
function moveBy(key: string, at: number, count: number): number | undefined {
  const to = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + rowsInView,
    PageUp: at - rowsInView,
    Home: 0,
    End: count - 1,
  }[key];
  return to === undefined ? undefined : Math.max(0, Math.min(count - 1, to));
}

function tensorAt(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>("tr[data-tensor]")?.dataset.tensor : undefined;
}

/** Scrolls as little as it takes; the sticky head and foot cover three rows. */
function bringIntoView(scroll: HTMLElement, place: number): void {
  if (place < 0) return;
  const top = place * rowHeight;
  const height = rowsInView * rowHeight;
  if (top < scroll.scrollTop) scroll.scrollTop = top;
  else if (top + rowHeight > scroll.scrollTop + height) scroll.scrollTop = top + rowHeight - height;
}
