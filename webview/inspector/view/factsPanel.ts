import { element } from "../../shared/dom.ts";
import type { Fact } from "../model/facts.ts";

export interface RuleLink {
  /** Selectors as the recipe has them. */
  readonly select: string;
}

export interface FactsPanel {
  readonly node: HTMLElement;
  /** @param when to which event the facts belong, in words; empty without a mask history */
  update(when: string, facts: readonly Fact[], rule: RuleLink | undefined): void;
}

/** What is known of the tensor, and the way to the rule that prunes it. */
export function createFactsPanel(showRule: () => void): FactsPanel {
  const moment = element("span", { class: "muted small" });
  const lines = element("dl", { class: "facts" });
  const link = element("button", { type: "button", class: "link", on: { click: showRule } }, "Show rule");
  return {
    node: element("section", { class: "facts-section" }, element("h2", {}, "Tensor ", moment), lines),
    update(when, facts, rule) {
      moment.textContent = when;
      lines.replaceChildren(
        ...facts.flatMap(factNodes),
        ...(rule ? [element("dt", {}, "rule"), element("dd", { class: "wide" }, rule.select, " ", link)] : []),
      );
    },
  };
}

function factNodes({ name, value, note, isBad }: Fact): HTMLElement[] {
  return [
    element("dt", {}, name),
    element("dd", { class: isBad ? "value dead" : "value" }, value),
    element("dd", { class: "note muted small" }, note ?? ""),
  ];
}
