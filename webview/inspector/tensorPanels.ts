import { magnitudeRange, splitMagnitudes } from "../../src/heatmap/magnitudes.ts";
import { matrixLayout } from "../../src/pruning/matrixLayout.ts";
import { createLayerView, type LayerView, type LayerViewOptions } from "../heatmap/layerView.ts";
import type { HeatmapMode } from "../heatmap/modes.ts";
import { eventText } from "../heatmap/readout.ts";
import { factsOf, planOf } from "./model/facts.ts";
import { plannedPasses } from "./model/plannedPasses.ts";
import { eventOf, isLoaded, type ShownTensor } from "./model/shownTensor.ts";
import { titleOf } from "./model/tensorList.ts";
import { createFactsPanel, type FactsPanel } from "./view/factsPanel.ts";
import { createHistogramPanel, type HistogramPanel, type ShownMagnitudes } from "./view/histogramPanel.ts";

export interface TensorPanels {
  readonly view: LayerView;
  readonly facts: FactsPanel["node"];
  readonly histogram: HistogramPanel["node"];
  update(shown: ShownTensor): void;
}

/** Milliseconds after which a histogram is brought up to date even on a busy page. */
const patience = 300;

/** The map of one tensor, its histogram and its facts: all at the same event. */
export function createTensorPanels(options: LayerViewOptions, showRule: () => void): TensorPanels {
  const view = createLayerView(options);
  const facts = createFactsPanel(showRule);
  const histogram = createHistogramPanel();
  let later: number | undefined;
  return {
    view,
    facts: facts.node,
    histogram: histogram.node,
    update(shown) {
      const { entry, loaded, run } = shown;
      const layout = matrixLayout(entry.shape, entry.role);
      view.update({
        tensor: entry,
        layout,
        title: titleOf(entry),
        source: isLoaded(loaded) ? loaded.source : loaded,
        mode: modeOf(shown),
        event: eventOf(shown),
        eventPasses: run?.eventPasses ?? [],
        plannedPasses: run && entry.pruned ? plannedPasses(run) : [],
      });
      const plan = planOf(run, entry);
      facts.update(momentOf(shown), factLines(shown), plan && { select: plan.select });
      // The map comes first: a large tensor is read through once more for its histogram.
      if (later !== undefined) cancelIdleCallback(later);
      later = requestIdleCallback(() => histogram.update(magnitudesOf(shown)), { timeout: patience });
    },
  };
}

/** Zeros that are hardly any make a mask of one colour. */
const fewZeros = 0.01;

/** What was chosen, else what has most to tell: how large the weights are where none is pruned. */
function modeOf({ loaded, mode, statistics }: ShownTensor): HeatmapMode {
  if (mode || !isLoaded(loaded) || loaded.source.masked) return mode ?? "mask";
  const zeros = 1 - (loaded.source.keptShare(0) ?? 1 - (statistics?.sparsity ?? 1));
  return zeros < fewZeros ? "magnitude" : "mask";
}

function factLines(shown: ShownTensor): ReturnType<typeof factsOf> {
  const { entry, loaded, statistics, run } = shown;
  const source = isLoaded(loaded) ? loaded.source : undefined;
  const event = eventOf(shown);
  return factsOf({
    entry,
    layout: matrixLayout(entry.shape, entry.role),
    mask: source?.facts(event),
    statistics,
    range: rangeOf(loaded),
    run,
    isWindowed: source !== undefined && !source.exact,
    event,
    events: source?.events ?? 0,
  });
}

/** Read through once a tensor. */
const ranges = new WeakMap<object, ReturnType<typeof magnitudeRange>>();

function rangeOf(loaded: ShownTensor["loaded"]): ReturnType<typeof magnitudeRange> {
  if (!isLoaded(loaded) || loaded.values.kind !== "whole") return undefined;
  if (!ranges.has(loaded)) ranges.set(loaded, magnitudeRange(loaded.values.weights));
  return ranges.get(loaded);
}

/** As in "after event 9, pass 24"; nothing without a mask history. */
function momentOf(shown: ShownTensor): string {
  const { loaded, run } = shown;
  if (!isLoaded(loaded) || !loaded.source.masked) return "";
  const event = eventOf(shown);
  if (event === 0) return "before the first event";
  return `after ${eventText(event, { eventPasses: run?.eventPasses ?? [] })}`;
}

/** By the values where they are here, else by what the host has measured: then all that is not zero counts as kept. */
function magnitudesOf(shown: ShownTensor): ShownMagnitudes | undefined {
  const { loaded, statistics, entry } = shown;
  const masked = entry.pruned;
  if (isLoaded(loaded) && loaded.values.kind === "whole") {
    const { weights, prunedAt } = loaded.values;
    const magnitudes = splitMagnitudes(weights, prunedAt, eventOf(shown));
    const sum = (counts: Uint32Array) => counts.reduce((total, one) => total + one, 0);
    const odd = statistics ? statistics.nan + statistics.infinite : 0;
    return { magnitudes, zeros: weights.length - sum(magnitudes.kept) - sum(magnitudes.pruned) - odd, masked };
  }
  if (!statistics) return undefined;
  const { magnitudes, size, nnz } = statistics;
  return { magnitudes: { kept: magnitudes, pruned: new Uint32Array(0) }, zeros: size - nnz, masked };
}
