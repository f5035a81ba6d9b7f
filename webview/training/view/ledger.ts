import "./ledger.css";
import { max } from "d3";
import { bytes, notMeasured } from "../../../src/runs/figures.ts";
import { breakable } from "../../shared/breakable.ts";
import { element } from "../../shared/dom.ts";
import { dropdown } from "../../shared/toolkit.ts";
import type { Ledger, LedgerRow } from "../model/ledger.ts";
import { partsOf } from "./sizeParts.ts";

export interface LedgerView {
  readonly node: HTMLElement;
  update(ledgers: readonly Ledger[]): void;
}

/** Every tensor of a packed file with its bytes, folded away: the numbers add up to the file. */
export function createLedger(): LedgerView {
  let ledgers: readonly Ledger[] = [];
  let chosen = "";
  const choice = dropdown("Packed form", (variant) => {
    chosen = variant;
    draw();
  });
  const names = ["tensor", "", "values", "mask", "scales", "bits each"];
  const head = element("tr", {}, ...names.map((text) => element("th", { scope: "col" }, text)));
  const body = element("tbody");
  const foot = element("tfoot");
  const table = element("table", { class: "ledger" }, element("thead", {}, head), body, foot);
  const scroll = element(
    "div",
    { class: "ledger-scroll", tabindex: 0, role: "region", "aria-label": "Bytes by tensor" },
    table,
  );
  const node = element(
    "details",
    { class: "ledger-section" },
    element("summary", { class: "muted" }, "Where every byte goes"),
    choice.node,
    scroll,
  );
  let drawn: Ledger | undefined;

  const draw = () => {
    const ledger = ledgers.find(({ variant }) => variant === chosen) ?? ledgers[0];
    node.hidden = !ledger;
    // Hundreds of rows are made when somebody wants to see them.
    if (!ledger || !node.open || ledger === drawn) return;
    drawn = ledger;
    choice.set(
      ledgers.map(({ variant, name }) => ({ value: variant, text: `${name} model` })),
      ledger.variant,
    );
    const widest = max(ledger.rows, (row) => row.bytes) ?? 1;
    body.replaceChildren(...ledger.rows.map((row) => ledgerRow(row, widest)));
    foot.replaceChildren(footRow("topology and names", ledger.header), footRow("the whole file", ledger.total));
  };
  node.addEventListener("toggle", draw);

  return {
    node,
    update(next) {
      if (next.length === ledgers.length && next.every(({ total }, i) => total === ledgers[i].total)) return;
      ledgers = next;
      drawn = undefined;
      draw();
    },
  };
}

function ledgerRow(row: LedgerRow, widest: number): HTMLElement {
  const bar = element("i", { class: "bytes file" }, ...partsOf(row));
  bar.style.width = `${(100 * row.bytes) / widest}%`;
  const figures = [row.values, row.mask, row.other].map((value) => (value === 0 ? "" : bytes(value)));
  const bits = row.bitsAWeight === undefined ? notMeasured : row.bitsAWeight.toFixed(2);
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, ...breakable(row.tensor)),
    element("td", { class: "bar" }, bar),
    ...[...figures, bits].map((figure) => element("td", {}, figure)),
  );
}

function footRow(name: string, value: number): HTMLElement {
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, name),
    element("td", { class: "bar" }),
    element("td", { colspan: 4 }, `${value.toLocaleString("en-US")} bytes`),
  );
}
