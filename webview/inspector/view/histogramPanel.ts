import type { SplitMagnitudes } from "../../../src/heatmap/magnitudes.ts";
import { count } from "../../../src/runs/figures.ts";
import { createHistogram } from "../../heatmap/histogram.ts";
import { element } from "../../shared/dom.ts";

export interface ShownMagnitudes {
  readonly magnitudes: SplitMagnitudes;
  /** Weights that are zero, and so not in the histogram. */
  readonly zeros: number;
  /** Whether there is a mask history; without one nothing is said to be kept. */
  readonly masked: boolean;
}

export interface HistogramPanel {
  readonly node: HTMLElement;
  /** Undefined until the weights are known. */
  update(shown: ShownMagnitudes | undefined): void;
}

/** Weights by |w|, and how many have no |w| any more. */
export function createHistogramPanel(): HistogramPanel {
  const chart = createHistogram();
  const key = element("p", { class: "histogram-key small" });
  const node = element("section", {}, element("h2", {}, "|w| "), key, chart.node);
  return {
    node,
    update(shown) {
      chart.node.hidden = !shown;
      if (!shown) {
        key.textContent = "not measured yet";
        return;
      }
      const { magnitudes, zeros, masked } = shown;
      const sum = (counts: Uint32Array) => counts.reduce((total, one) => total + one, 0);
      const pruned = sum(magnitudes.pruned);
      key.replaceChildren(
        keyNode("kept", `${count(sum(magnitudes.kept))} ${masked ? "kept" : "not zero"}`),
        ...(pruned > 0 ? [keyNode("pruned", `${count(pruned)} pruned, not zero yet`)] : []),
        element("span", { class: "muted" }, `${count(zeros)} are zero`),
      );
      chart.update(magnitudes);
    },
  };
}

function keyNode(kind: "kept" | "pruned", text: string): HTMLElement {
  return element("span", { class: "key" }, element("i", { class: `swatch weights-${kind}` }), text);
}
