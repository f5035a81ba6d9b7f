import { interpolateLab, rgb } from "d3";
import { topLevel } from "../../src/heatmap/levels.ts";
import type { HeatmapMode } from "./modes.ts";

/** Red, green and blue, 0..255. */
export type Rgb = readonly [number, number, number];

/** The colours of a theme that a heatmap is made of. */
export interface ThemeColours {
  readonly paper: Rgb;
  readonly ink: Rgb;
  readonly blue: Rgb;
  readonly gold: Rgb;
}

/** Colours of weights. */
export interface Palette {
  readonly kept: Rgb;
  readonly pruned: Rgb;
  /** By level of |w|: from paper over blue to ink, in Lab, so that lightness never turns. */
  readonly magnitudes: readonly Rgb[];
  /** From paper to gold, for weights that an event removed. `share`: 0 for the first of all events, 1 for the last. */
  event(share: number): Rgb;
}

/** How much ink there is in the colour of a pruned weight: enough to tell it from the paper around the map. */
const prunedInk = 0.07;
/** Where on the scale of |w| pure blue lies, and how far its ends keep away from paper and ink. */
const bluePlace = 0.6;
const lowestBlue = 0.3;
const highestInk = 0.85;
/** The first event's share of gold, and the contrast that the last one keeps from the ink of kept weights. */
const firstGold = 0.12;
const leastContrast = 2.4;

export function paletteOf({ paper, ink, blue, gold }: ThemeColours): Palette {
  const pruned = mix(paper, ink, prunedInk);
  const low = mix(paper, blue, lowestBlue);
  const high = mix(blue, ink, highestInk);
  const lastGold = goldShare(pruned, gold, ink);
  return {
    kept: ink,
    pruned,
    magnitudes: Array.from({ length: topLevel + 1 }, (_, level) => {
      const place = level / topLevel;
      return place < bluePlace
        ? mix(low, blue, place / bluePlace)
        : mix(blue, high, (place - bluePlace) / (1 - bluePlace));
    }),
    event: (share) => mix(pruned, gold, firstGold + share * (lastGold - firstGold)),
  };
}

/** As far towards gold as ink still stands apart from it: on dark paper gold is nearly as light as ink. */
function goldShare(pruned: Rgb, gold: Rgb, ink: Rgb): number {
  let share = 1;
  while (share > 0.4 && contrast(mix(pruned, gold, share), ink) < leastContrast) share -= 0.02;
  return share;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const { r, g, b } = rgb(interpolateLab(css(from), css(to))(share));
  return [Math.round(r), Math.round(g), Math.round(b)];
}

export function css([red, green, blue]: Rgb): string {
  return `rgb(${red}, ${green}, ${blue})`;
}

/** Relative luminance, 0..1 (WCAG 2). */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** 1..21 (WCAG 2). */
export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** Black or white, whichever reads better on a colour. */
export function readableOn(colour: Rgb): "#000" | "#fff" {
  return contrast(colour, [0, 0, 0]) >= contrast(colour, [255, 255, 255]) ? "#000" : "#fff";
}

/** The colours of one mode as a canvas stores pixels, by what decides them. */
export interface Inks {
  /** Of a kept weight, by level of |w|. */
  readonly kept: Uint32Array;
  /** Of a pruned weight, by the number of the event that removed it; at 0 where no event is known. */
  readonly pruned: Uint32Array;
}

/** @param events of the whole run, those to come too, so that an event's colour stays what it is */
export function inksOf(palette: Palette, mode: HeatmapMode, events: number): Inks {
  const kept = new Uint32Array(topLevel + 1);
  const pruned = new Uint32Array(events + 1).fill(pixelOf(palette.pruned));
  kept.fill(pixelOf(palette.kept));
  if (mode === "magnitude") for (const [level, colour] of palette.magnitudes.entries()) kept[level] = pixelOf(colour);
  if (mode === "prunedAt") {
    for (let event = 1; event <= events; event++) pruned[event] = pixelOf(palette.event(eventShare(event, events)));
  }
  return { kept, pruned };
}

/** Where an event stands among all of a run, 0..1. */
export function eventShare(event: number, events: number): number {
  return events <= 1 ? 1 : (event - 1) / (events - 1);
}

/** A colour as a canvas stores it, opaque. */
export function pixelOf([red, green, blue]: Rgb): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

export function rgbOf(pixel: number): Rgb {
  return [pixel & 255, (pixel >>> 8) & 255, (pixel >>> 16) & 255];
}
