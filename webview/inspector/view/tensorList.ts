import { count, percent } from "../../../src/runs/figures.ts";
import { element } from "../../shared/dom.ts";
import { textWidth } from "../../shared/textWidth.ts";
import type { ListRow, RowLabel, TensorRow } from "../model/tensorList.ts";
import { visibleRows } from "../model/visibleRows.ts";

export interface TensorList {
  readonly node: HTMLElement;
  update(rows: readonly ListRow[], selected: string | undefined): void;
  /** Brings the selected row into sight. */
  reveal(): void;
}

/** As in base.css. */
const rowHeight = 22;
/** Pixels of a row that are not its name's: see inspector.css. */
const besideName = 128;

/**
 * Tensors to choose from, of which only those in sight are in the page. The list has the focus, and its active row is
 * the selected one: arrows, Page Up and Down, Home and End select.
 */
export function createTensorList(select: (tensor: string) => void): TensorList {
  const inner = element("div", { class: "rows", role: "presentation" });
  const node = element("div", { class: "tensor-list", role: "listbox", tabindex: 0, "aria-label": "Tensors" }, inner);
  let rows: readonly ListRow[] = [];
  let selected: string | undefined;
  /** Of the widest name, pixels. */
  let widest = 0;

  /** Rows in the page: they stay, since a click begins and ends on one while others are measured. */
  let nodes = new Map<ListRow["key"], HTMLElement>();

  const indexOfSelected = () => rows.findIndex((row) => row.kind === "tensor" && row.entry.name === selected);
  const draw = () => {
    const { start, end } = visibleRows(rows.length, rowHeight, node.scrollTop, node.clientHeight);
    const chosen = indexOfSelected();
    const shown = Array.from({ length: end - start }, (_, i) => start + i);
    // A screen reader must find the active row, even where it is not in sight.
    if (chosen >= 0 && (chosen < start || chosen >= end)) shown.push(chosen);
    const isNarrow = widest > node.clientWidth - besideName;
    const before = nodes;
    nodes = new Map(
      shown.map((index) => {
        const row = rows[index];
        const rowNode = before.get(row.key) ?? element("div");
        rowNode.style.top = `${index * rowHeight}px`;
        fillRow(rowNode, row, index, index === chosen, isNarrow);
        return [row.key, rowNode];
      }),
    );
    for (const [key, old] of before) if (!nodes.has(key)) old.remove();
    for (const [i, rowNode] of [...nodes.values()].entries()) {
      if (inner.children[i] !== rowNode) inner.insertBefore(rowNode, inner.children[i] ?? null);
    }
    inner.style.height = `${rows.length * rowHeight}px`;
    if (chosen < 0) node.removeAttribute("aria-activedescendant");
    else node.setAttribute("aria-activedescendant", rowId(chosen));
  };
  const reveal = () => {
    const index = indexOfSelected();
    if (index < 0) return;
    const [top, bottom] = [index * rowHeight, (index + 1) * rowHeight];
    if (top < node.scrollTop) node.scrollTop = top;
    if (bottom > node.scrollTop + node.clientHeight) node.scrollTop = bottom - node.clientHeight;
  };
  /** The nearest tensor from `index`, first in the direction of `by`. */
  const choose = (index: number, by: 1 | -1) => {
    const at = Math.max(0, Math.min(rows.length - 1, index));
    const onward = by > 0 ? rows.slice(at) : rows.slice(0, at + 1).toReversed();
    const back = by > 0 ? rows.slice(0, at).toReversed() : rows.slice(at + 1);
    const row = [...onward, ...back].find(({ kind }) => kind === "tensor");
    if (row?.kind === "tensor") select(row.entry.name);
  };

  node.addEventListener("scroll", draw, { passive: true });
  new ResizeObserver(draw).observe(node);
  inner.addEventListener("click", (event) => {
    const name = (event.target as Element).closest<HTMLElement>("[data-tensor]")?.dataset.tensor;
    if (name !== undefined) select(name);
  });
  node.addEventListener("keydown", (event) => {
    const at = indexOfSelected();
    const page = Math.max(1, Math.floor(node.clientHeight / rowHeight) - 1);
    const moves: Readonly<Record<string, readonly [index: number, by: 1 | -1]>> = {
      ArrowDown: [at + 1, 1],
      ArrowUp: [at < 0 ? rows.length - 1 : at - 1, -1],
      PageDown: [at + page, 1],
      PageUp: [at - page, -1],
      Home: [0, 1],
      End: [rows.length - 1, -1],
    };
    const move = moves[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    choose(...move);
  });

  return {
    node,
    update(next, chosen) {
      if (rows !== next) widest = Math.max(0, ...next.map(({ label }) => nameWidth(label)));
      rows = next;
      selected = chosen;
      draw();
    },
    reveal,
  };
}

function rowId(index: number): string {
  return `tensor-${index}`;
}

/** Names are in the page's own size. */
function nameWidth({ whole }: RowLabel): number {
  return (textWidth(whole) * 13) / 11;
}

function fillRow(node: HTMLElement, row: ListRow, index: number, isSelected: boolean, isNarrow: boolean): void {
  const { label, statistics } = row;
  const name = isNarrow ? label.short : label.whole;
  const state = [name, index, isSelected, statistics?.sparsity, statistics?.dead.columns].join("\t");
  if (node.dataset.state === state) return;
  node.dataset.state = state;
  node.title = row.kind === "tensor" ? row.entry.name : label.whole;
  if (row.kind === "heading") {
    node.className = "row heading muted";
    node.role = "presentation";
    node.replaceChildren(nameNode(name));
  } else fillTensor(node, row, name, index, isSelected);
}

function fillTensor(
  node: HTMLElement,
  { entry, isIndented, statistics, place, of }: TensorRow,
  name: string,
  index: number,
  isSelected: boolean,
): void {
  const dead = statistics?.dead.columns ?? 0;
  const sparsity = percent(statistics?.sparsity);
  node.className = `row${isIndented ? " indented" : ""}${isSelected ? " selected" : ""}`;
  node.id = rowId(index);
  node.role = "option";
  node.dataset.tensor = entry.name;
  node.ariaSelected = String(isSelected);
  node.ariaSetSize = String(of);
  node.ariaPosInSet = String(place);
  const fill = element("i");
  fill.style.width = `${100 * (statistics?.sparsity ?? 0)}%`;
  node.replaceChildren(
    nameNode(name),
    element("span", { class: "dead small" }, ...(dead > 0 ? [`×${count(dead)}`, spoken(" dead filters")] : [])),
    element("span", { class: `meter${statistics ? "" : " unknown"}` }, fill),
    element("span", { class: "number" }, sparsity, spoken(" sparse")),
  );
}

function spoken(words: string): HTMLElement {
  return element("span", { class: "screen-reader" }, words);
}

/** A name that, where it is too long, loses its beginning: the end tells it from its neighbours. */
function nameNode(name: string): HTMLElement {
  return element("span", { class: "name elided" }, element("bdi", {}, name));
}
