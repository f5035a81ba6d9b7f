import type { ComparedSide } from "../../src/protocol/comparison.ts";
import { shapeText } from "../../src/runs/figures.ts";
import { createHeatmap, type Heatmap } from "../heatmap/heatmap.ts";
import { legend } from "../heatmap/legend.ts";
import { createModeSwitch } from "../heatmap/modeSwitch.ts";
import type { HeatmapMode } from "../heatmap/modes.ts";
import { onPaletteChange } from "../heatmap/themeColours.ts";
import type { MapSubject } from "../heatmap/words.ts";
import { breakable } from "../shared/breakable.ts";
import { element } from "../shared/dom.ts";
import { iconButton, progressRing, setDisabled } from "../shared/toolkit.ts";
import { type LoadedSide, type LoadedSides, sides } from "./sides.ts";

export interface TriptychOptions {
  /** Room for a map, CSS pixels. */
  maxHeight(): number;
  chooseMode(mode: HeatmapMode): void;
}

export interface TriptychInput {
  readonly name: string;
  /** "loading" until values are there, else the sentence that says why there are none. */
  readonly loaded: LoadedSides | "loading" | { readonly error: string };
  /** Of the two models. */
  readonly titles: { readonly a: string; readonly b: string };
  readonly mode: HeatmapMode;
}

export interface Triptych {
  readonly node: HTMLElement;
  update(input: TriptychInput): void;
}

interface Panel {
  readonly node: HTMLElement;
  readonly heatmap: Heatmap;
  readonly title: HTMLElement;
  readonly key: HTMLElement;
  readonly host: HTMLElement;
  readonly absent: HTMLElement;
}

/**
 * One tensor of two models, side by side, and |a − b| beside them. Where all have one shape they look at the same part of
 * the matrix, and what is read on one is read on the others.
 */
export function createTriptych(options: TriptychOptions): Triptych {
  const name = element("h2");
  const shape = element("span", { class: "muted small" });
  const zoomed = element("span", { class: "zoom-text small muted" });
  const zoomOut = iconButton("Zoom all maps out (−)", "minus", () => leader()?.heatmap.zoom(-1));
  const zoomIn = iconButton("Zoom all maps in (+)", "plus", () => leader()?.heatmap.zoom(1));
  const fit = iconButton("Show the whole matrix (0)", "fit", () => leader()?.heatmap.fit());
  const zoom = element("div", { class: "zoom" }, zoomOut, zoomed, zoomIn, fit);
  const modes = createModeSwitch(options.chooseMode);
  const state = element("div", { class: "layer-state" });
  let input: TriptychInput | undefined;
  let shown: LoadedSides | undefined;

  const panels = Object.fromEntries(sides.map((side) => [side, createPanel(side)])) as Record<ComparedSide, Panel>;
  const maps = element("div", { class: "triptych" }, ...sides.map((side) => panels[side].node));
  const node = element(
    "section",
    { class: "layer-view", "aria-label": "Both models' weights and their difference" },
    element("header", { class: "layer-head" }, name, shape, modes.node, zoom),
    state,
    maps,
  );

  function createPanel(side: ComparedSide): Panel {
    const title = element("h3");
    const key = element("div", { class: "legend-place" });
    const host = element("div", { class: "heatmap" });
    const absent = element("p", { class: "muted absent" });
    const heatmap = createHeatmap(host, {
      maxHeight: options.maxHeight,
      onDraw: () => drawZoom(),
      onLook: (view) => others(side).forEach((other) => void other.heatmap.look(view)),
      onRead: (cell) => others(side).forEach((other) => void other.heatmap.read(cell)),
    });
    const panel = element("figure", {}, element("figcaption", {}, title, key), host, absent);
    return { node: panel, heatmap, title, key, host, absent };
  }

  /** The maps that are linked with one. */
  function others(side: ComparedSide): Panel[] {
    const own = shown?.[side];
    return sides.filter((other) => other !== side && isLike(shown?.[other], own)).map((other) => panels[other]);
  }

  /** The map that the buttons move, and with it the others. */
  function leader(): Panel | undefined {
    const side = sides.find((one) => shown?.[one]);
    return side && panels[side];
  }

  function drawZoom(): void {
    const heatmap = leader()?.heatmap;
    if (!heatmap) return;
    zoomed.textContent = heatmap.zoomText();
    setDisabled(zoomIn, !heatmap.canZoom(1));
    setDisabled(zoomOut, !heatmap.canZoom(-1));
    setDisabled(fit, !heatmap.canZoom(-1));
  }

  function draw(): void {
    if (!input) return;
    const { loaded, titles, mode } = input;
    const isReady = loaded !== "loading" && !("error" in loaded);
    state.hidden = isReady;
    maps.hidden = !isReady;
    zoom.hidden = !isReady;
    if (!isReady) {
      state.replaceChildren(...stateNodes(loaded, input.name));
      return;
    }
    shown = loaded;
    modes.update(mode, false);
    for (const side of sides) drawPanel(side, panels[side], loaded[side], titleOf(side, titles), mode);
    drawZoom();
  }
  onPaletteChange(draw);

  return {
    node,
    update(next) {
      input = next;
      name.replaceChildren(...breakable(next.name));
      const entries =
        next.loaded === "loading" || "error" in next.loaded ? [] : sides.map((side) => loadedEntry(next, side));
      shape.textContent = [...new Set(entries.flatMap((entry) => (entry ? [shapeText(entry.shape)] : [])))].join(
        " and ",
      );
      draw();
    },
  };
}

function loadedEntry({ loaded }: TriptychInput, side: ComparedSide): LoadedSide["entry"] | undefined {
  return loaded === "loading" || "error" in loaded ? undefined : loaded[side]?.entry;
}

function drawPanel(
  side: ComparedSide,
  { title, key, host, absent, heatmap }: Panel,
  loaded: LoadedSide | null,
  text: string,
  mode: HeatmapMode,
): void {
  title.replaceChildren(...breakable(text));
  const hasWeights = loaded !== null && loaded.entry.size > 0;
  key.hidden = !hasWeights;
  host.hidden = !hasWeights;
  absent.hidden = hasWeights;
  if (!hasWeights) {
    absent.textContent = loaded ? "This tensor has no weights." : absentText(side);
    return;
  }
  const { entry, layout, source } = loaded;
  const of: MapSubject = side === "difference" ? "differences" : "weights";
  const { masked, domain, events } = source;
  key.replaceChildren(legend({ mode, masked, of, domain, plannedEvents: events }));
  // A run's masks are those of its newest event.
  heatmap.update({ tensor: entry, layout, of, source, mode, event: events, eventPasses: [], plannedEvents: events });
}

function titleOf(side: ComparedSide, titles: TriptychInput["titles"]): string {
  return { a: `A · ${titles.a}`, b: `B · ${titles.b}`, difference: "|A − B|" }[side];
}

function absentText(side: ComparedSide): string {
  return side === "difference"
    ? "Only tensors that both models have in one shape can be subtracted."
    : `Model ${side.toUpperCase()} has no such tensor.`;
}

function isLike(one: LoadedSide | null | undefined, other: LoadedSide | null | undefined): boolean {
  return one != null && other != null && String(one.entry.shape) === String(other.entry.shape);
}

function stateNodes(loaded: "loading" | { readonly error: string }, tensor: string): HTMLElement[] {
  if (loaded !== "loading") return [element("p", { class: "problem", role: "alert" }, loaded.error)];
  const words = `Reading ${tensor} of both models. Their weights appear here side by side, and how far they are apart.`;
  return [progressRing(`Reading ${tensor}`), element("p", { class: "muted" }, words)];
}
