import type { ComparedEntry, ComparedStatistics } from "../../src/protocol/comparison.ts";
import { notMeasured, percent } from "../../src/runs/figures.ts";
import { element, setText } from "../shared/dom.ts";
import { withoutShared } from "../shared/names.ts";

export interface TensorTable {
  readonly node: HTMLElement;
  /** Other tensors, none of which has been measured. */
  show(tensors: readonly ComparedEntry[]): void;
  measured(tensor: string, statistics: ComparedStatistics): void;
  select(tensor: string): void;
}

interface Row {
  readonly name: string;
  readonly node: HTMLTableRowElement;
  readonly button: HTMLButtonElement;
  readonly cells: readonly [a: HTMLElement, b: HTMLElement, difference: HTMLElement];
}

const columns = ["tensor", "zero in A", "zero in B", "differ"];

/** The tensors of both models: how many weights are zero in each, and how many are not the same. ↑ and ↓ choose. */
export function createTensorTable(choose: (tensor: string) => void): TensorTable {
  const body = element("tbody");
  const head = columns.map((title, i) => element("th", { scope: "col", class: i > 0 ? "number" : undefined }, title));
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...head)), body);
  const node = element("div", { class: "compared-tensors" }, table);
  let rows: readonly Row[] = [];

  body.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = rows.findIndex(({ button }) => button === document.activeElement);
    const next = step !== undefined && at !== -1 ? rows[at + step] : undefined;
    if (!next) return;
    event.preventDefault();
    choose(next.name);
    next.button.focus();
  });

  return {
    node,
    show(tensors) {
      const short = withoutShared(tensors.map(({ name }) => name));
      rows = tensors.map((tensor, i) => createRow(tensor, short[i], choose));
      body.replaceChildren(...rows.map((row) => row.node));
    },
    measured(tensor, { a, b, difference }) {
      const row = rows.find(({ name }) => name === tensor);
      if (!row) return;
      setText(row.cells[0], percent(a?.sparsity));
      setText(row.cells[1], percent(b?.sparsity));
      setText(row.cells[2], percent(difference && 1 - difference.sparsity));
    },
    select(tensor) {
      for (const { name, node: row, button } of rows) {
        const isSelected = name === tensor;
        row.classList.toggle("selected", isSelected);
        button.setAttribute("aria-pressed", String(isSelected));
        button.tabIndex = isSelected ? 0 : -1;
        if (isSelected) row.scrollIntoView({ block: "nearest" });
      }
    },
  };
}

function createRow(tensor: ComparedEntry, short: string, choose: (tensor: string) => void): Row {
  const { name } = tensor;
  const button = element("button", { type: "button", title: name, "aria-label": name, "aria-pressed": false }, short);
  const only = tensor.a === null ? "only in B" : tensor.b === null ? "only in A" : undefined;
  const number = () => element("td", { class: "number" }, notMeasured);
  const cells = [number(), number(), number()] as const;
  const label = element("td", {}, button, only && element("span", { class: "small only" }, ` ${only}`));
  const node = element("tr", {}, label, ...cells);
  node.addEventListener("click", () => choose(name));
  return { name, node, button, cells };
}
