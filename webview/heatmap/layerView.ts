import "./heatmap.css";
import type { MatrixLayout } from "../../src/pruning/matrixLayout.ts";
import { shapeText } from "../../src/runs/figures.ts";
import { breakable } from "../shared/breakable.ts";
import { element } from "../shared/dom.ts";
import { createTableTwin } from "../shared/tableTwin.ts";
import { iconButton, progressRing, setDisabled } from "../shared/toolkit.ts";
import { densityHead, densityRows } from "./densityTable.ts";
import { createHeatmap } from "./heatmap.ts";
import { legend } from "./legend.ts";
import { createMinimap } from "./minimap.ts";
import { createModeSwitch } from "./modeSwitch.ts";
import { type HeatmapMode, modeFor } from "./modes.ts";
import { createSaveButtons, type SaveTarget } from "./saveButtons.ts";
import type { Scene } from "./scene.ts";
import { createScrubber, type ScrubberStop } from "./scrubber.ts";
import type { CellSource } from "./source.ts";
import { type NamedTensor, tensorAxes } from "./tensorAxes.ts";
import { onPaletteChange } from "./themeColours.ts";

export interface LayerViewOptions extends SaveTarget {
  /** Room for the map, CSS pixels. */
  maxHeight(): number;
  chooseMode(mode: HeatmapMode): void;
  chooseEvent(event: number): void;
}

/** A tensor, and what there is of it. */
export interface LayerViewInput {
  readonly tensor: NamedTensor;
  readonly layout: MatrixLayout;
  /** The layer's name, as a person reads it. */
  readonly title: string;
  /** See `createSource`; "loading" until values are there, else the sentence that says why there are none. */
  readonly source: CellSource | "loading" | { readonly error: string };
  /** What was chosen last; where the tensor has no mask history, "pruned at" shows the mask instead. */
  readonly mode: HeatmapMode;
  /** The masks as they were after this event. */
  readonly event: number;
  /** Pass of each event that has happened, by its number less one. */
  readonly eventPasses: readonly number[];
  /** Passes of the events to come. */
  readonly plannedPasses: readonly number[];
}

export interface LayerView {
  readonly node: HTMLElement;
  /** Where the map looks, small; hidden while it shows the whole matrix. Stands where the page wants it. */
  readonly minimap: HTMLElement;
  update(input: LayerViewInput): void;
}

/** Milliseconds that the tensor before stays, so that one that is soon there replaces it without a flicker. */
const loadingPatience = 150;

/**
 * One tensor: its name, what the map shows (mask, |w|, pruned at), the key, the map itself, and the scrubber through
 * its prune events. It keeps nothing that a person chooses but where the map looks: mode and event come back by
 * `update`.
 */
export function createLayerView(options: LayerViewOptions): LayerView {
  const name = element("h2");
  const shape = element("span", { class: "muted small" });
  const zoomed = element("span", { class: "zoom-text small muted" });
  const zoomOut = iconButton("Zoom out (−)", "minus", () => heatmap.zoom(-1));
  const zoomIn = iconButton("Zoom in (+)", "plus", () => heatmap.zoom(1));
  const fit = iconButton("Show the whole matrix (0)", "fit", () => heatmap.fit());
  const zoom = element("div", { class: "zoom" }, zoomOut, zoomed, zoomIn, fit);
  const modes = createModeSwitch(options.chooseMode);
  const key = element("div", { class: "legend-place" });
  const host = element("div", { class: "heatmap" });
  const heatmap = createHeatmap(host, { maxHeight: options.maxHeight, onDraw: (scene) => drawn(scene) });
  const minimap = createMinimap((row, column) => heatmap.centre(row, column));
  const scrubber = createScrubber(options.chooseEvent);
  const twin = createTableTwin("Share of kept weights");
  const state = element("div", { class: "layer-state" });
  const body = element(
    "div",
    { class: "layer-body" },
    element("div", { class: "layer-modes" }, modes.node, key),
    host,
    twin.node,
    scrubber.node,
    createSaveButtons(() => heatmap.drawing(), options),
  );
  const node = element(
    "section",
    { class: "layer-view" },
    element("header", { class: "layer-head" }, name, shape, zoom),
    state,
    body,
  );
  let input: LayerViewInput | undefined;
  let patience: ReturnType<typeof setTimeout> | undefined;

  /** What there is to say instead of a map; nothing where there is one. */
  const showState = (nodes: readonly HTMLElement[]) => {
    const isReady = nodes.length === 0;
    zoom.hidden = !isReady;
    body.hidden = !isReady;
    body.inert = !isReady;
    state.hidden = isReady;
    state.replaceChildren(...nodes);
  };
  showState([element("span")]);

  const drawLegend = () => {
    if (!input || !isReady(input.source)) return;
    const { source } = input;
    const mode = modeFor(input.mode, source.masked);
    key.replaceChildren(
      legend({
        mode,
        masked: source.masked,
        domain: source.domain,
        plannedEvents: plannedEvents(input, source),
      }),
    );
  };
  onPaletteChange(drawLegend);
  const drawScrubber = () => {
    if (!input || !isReady(input.source) || !input.source.masked) return;
    const { source, event } = input;
    const kept = source.keptShare(event);
    scrubber.update({
      stops: stopsOf(input, source),
      reached: source.events,
      event,
      sparsity: kept === undefined ? undefined : 1 - kept,
      isExact: source.exact,
    });
  };

  const drawn = (scene: Scene) => {
    zoomed.textContent = heatmap.zoomText();
    setDisabled(zoomIn, !heatmap.canZoom(1));
    setDisabled(zoomOut, !heatmap.canZoom(-1));
    setDisabled(fit, !heatmap.canZoom(-1));
    minimap.update(scene);
    const { source, event, tensor, layout } = scene.input;
    const density = source.density(event);
    if (!density) return;
    twin.update(densityHead, () => densityRows(density, tensorAxes(tensor, layout), layout, tensor.shape));
  };

  return {
    node,
    minimap: minimap.node,
    update(next) {
      input = next;
      const { tensor, layout, title, source, event, eventPasses } = next;
      name.replaceChildren(...breakable(title));
      name.title = tensor.name;
      shape.textContent = [tensor.className, shapeText(tensor.shape)].filter((text) => text !== "").join(" · ");
      clearTimeout(patience);
      if (source === "loading") {
        body.inert = true;
        patience = setTimeout(() => showState(stateNodes(source, tensor.name)), loadingPatience);
        return;
      }
      if (!isReady(source)) {
        showState(stateNodes(source, tensor.name));
        return;
      }
      if (layout.rows * layout.columns === 0) {
        showState([element("p", { class: "muted" }, "This tensor has no weights.")]);
        return;
      }
      showState([]);
      const mode = modeFor(next.mode, source.masked);
      modes.update(mode, source.masked);
      drawLegend();
      scrubber.node.hidden = !source.masked;
      drawScrubber();
      // What is not known of a large tensor's events comes with its pictures.
      source.onPicture(drawScrubber);
      const events = plannedEvents(next, source);
      heatmap.update({ tensor, layout, source, mode, event, eventPasses, plannedEvents: events });
    },
  };
}

/** Events of the whole run, those to come too. */
function plannedEvents({ eventPasses, plannedPasses }: LayerViewInput, { events }: CellSource): number {
  return Math.max(events, eventPasses.length + plannedPasses.length);
}

function isReady(source: LayerViewInput["source"]): source is CellSource {
  return source !== "loading" && !("error" in source);
}

/** Events from 0 to the last that is known of. */
function stopsOf(input: LayerViewInput, source: CellSource): ScrubberStop[] {
  const passes = [...input.eventPasses, ...input.plannedPasses];
  return Array.from({ length: plannedEvents(input, source) + 1 }, (_, event) => ({ event, pass: passes[event - 1] }));
}

function stateNodes(source: "loading" | { readonly error: string }, tensor: string): HTMLElement[] {
  if (source === "loading") {
    const words = `Reading ${tensor}. Its weights appear here, one by one, with what was pruned and when.`;
    return [progressRing(`Reading ${tensor}`), element("p", { class: "muted" }, words)];
  }
  return [element("p", { class: "problem", role: "alert" }, source.error)];
}
