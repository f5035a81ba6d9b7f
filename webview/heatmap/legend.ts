import { type LevelDomain, topLevel } from "../../src/heatmap/levels.ts";
import { element } from "../shared/dom.ts";
import type { HeatmapMode } from "./modes.ts";
import { css, eventShare, type Palette, type Rgb } from "./palette.ts";
import { currentPalette } from "./themeColours.ts";
import { weightText } from "./weightText.ts";
import { type MapSubject, wordsOf } from "./words.ts";

export interface LegendInput {
  readonly mode: HeatmapMode;
  /** Whether there is a mask history; without one nothing says that zeros were pruned. */
  readonly masked: boolean;
  /** Weights where left out. */
  readonly of?: MapSubject;
  /** Ends of the scale of |w|, where they are known. */
  readonly domain: LevelDomain | undefined;
  /** Events of the whole run. */
  readonly plannedEvents: number;
}

/** Steps of a ramp: enough to look smooth. */
const rampSteps = 8;
/** More events than this get a smooth ramp, since their steps could not be told apart. */
const mostSteps = 24;

/** The key of a map in one line. */
export function legend(input: LegendInput): HTMLElement {
  const key = { mask: maskKey, magnitude: magnitudeKey, prunedAt: eventKey }[input.mode];
  return element("div", { class: "legend small" }, ...key(currentPalette(), input));
}

function maskKey(palette: Palette, { masked, of }: LegendInput): HTMLElement[] {
  const { kept, removed } = wordsOf({ of, source: { masked } });
  return [chip(palette.kept, kept), chip(palette.pruned, removed)];
}

function magnitudeKey({ magnitudes, pruned }: Palette, { domain, masked, of }: LegendInput): HTMLElement[] {
  const { magnitude, removed } = wordsOf({ of, source: { masked } });
  const colours = Array.from({ length: rampSteps + 1 }, (_, i) => magnitudes[Math.round((i / rampSteps) * topLevel)]);
  const [from, to] = domain
    ? [`${magnitude} ≤ ${weightText(domain.low)}`, weightText(domain.high)]
    : [`small ${magnitude}`, "large"];
  return [ramp(smooth(colours), from, `${to}, log scale`), chip(pruned, removed)];
}

function eventKey(palette: Palette, { plannedEvents: events }: LegendInput): HTMLElement[] {
  const count = Math.min(events, mostSteps);
  const colours = Array.from({ length: count }, (_, i) => palette.event(eventShare(i + 1, count)));
  const gradient = events > mostSteps ? smooth(colours) : steps(colours);
  return [
    chip(palette.kept, "kept"),
    events === 1 ? chip(palette.event(1), "pruned at event 1") : ramp(gradient, "pruned at event 1", String(events)),
  ];
}

function chip(colour: Rgb, label: string): HTMLElement {
  const swatch = element("i", { class: "swatch" });
  swatch.style.background = css(colour);
  return element("span", { class: "key" }, swatch, label);
}

function ramp(gradient: string, from: string, to: string): HTMLElement {
  const swatch = element("i", { class: "swatch ramp" });
  swatch.style.background = gradient;
  return element("span", { class: "key" }, from, swatch, to);
}

function smooth(colours: readonly Rgb[]): string {
  return `linear-gradient(90deg, ${colours.map(css).join(", ")})`;
}

function steps(colours: readonly Rgb[]): string {
  const share = (i: number) => `${(100 * i) / colours.length}%`;
  const stops = colours.map((colour, i) => `${css(colour)} ${share(i)} ${share(i + 1)}`);
  return `linear-gradient(90deg, ${stops.join(", ")})`;
}
