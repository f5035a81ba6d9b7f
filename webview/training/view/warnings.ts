import "./warnings.css";
import { element } from "../../shared/dom.ts";
import { icon } from "../../shared/icons.ts";
import type { WarningLine } from "../model/warnings.ts";
import { plural } from "../model/wording.ts";

export interface Warnings {
  readonly node: HTMLElement;
  update(lines: readonly WarningLine[]): void;
}

/** More than these fold away behind the newest. */
const shownOutright = 2;

export function createWarnings(): Warnings {
  const list = element("ul");
  const summary = element("summary");
  const fold = element("details", {}, summary);
  const node = element("section", { class: "warnings", "aria-label": "Warnings" });
  let shown = "";
  return {
    node,
    update(lines) {
      const key = JSON.stringify(lines);
      if (key === shown) return;
      shown = key;
      node.hidden = lines.length === 0;
      list.replaceChildren(...lines.map(line));
      if (lines.length <= shownOutright) {
        node.replaceChildren(list);
        return;
      }
      const newest = element("span", { class: "newest" }, `newest: ${lines.at(-1)?.message}`);
      summary.replaceChildren(icon("warning"), element("b", {}, plural(lines.length, "warning")), newest);
      fold.replaceChildren(summary, list);
      node.replaceChildren(fold);
    },
  };
}

function line({ message, when, times }: WarningLine): HTMLElement {
  const often = times > 1 ? `, ${times} times` : "";
  return element(
    "li",
    {},
    icon("warning"),
    element("span", {}, message, " ", element("span", { class: "muted" }, `${when}${often}`)),
  );
}
