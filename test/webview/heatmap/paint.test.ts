import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aggregateCells } from "../../../src/heatmap/aggregate.ts";
import { wholeWindow } from "../../../src/heatmap/cells.ts";
import { paintCells, paintWeights } from "../../../webview/heatmap/paint.ts";
import {
  contrast,
  inksOf,
  paletteOf,
  type Rgb,
  readableOn,
  rgbOf,
  type ThemeColours,
} from "../../../webview/heatmap/palette.ts";
import { anEvent, events, isKept, matrices } from "../../heatmap/matrices.ts";

const dark: ThemeColours = { paper: [31, 31, 31], ink: [214, 214, 214], blue: [55, 148, 255], gold: [204, 167, 0] };
const light: ThemeColours = { paper: [255, 255, 255], ink: [31, 31, 31], blue: [26, 133, 255], gold: [191, 136, 3] };
const contrastDark: ThemeColours = {
  paper: [0, 0, 0],
  ink: [255, 255, 255],
  blue: [55, 148, 255],
  gold: [255, 211, 112],
};
const contrastLight: ThemeColours = {
  paper: [255, 255, 255],
  ink: [41, 41, 41],
  blue: [26, 133, 255],
  gold: [137, 85, 3],
};
const themes = { dark, light, contrastDark, contrastLight };
const modes = ["mask", "magnitude", "prunedAt"] as const;

const lightness = (colour: Rgb) => contrast(colour, [0, 0, 0]);
const part = ({ rows, columns }: { rows: number; columns: number }) => ({
  rowStart: 0,
  rowEnd: rows,
  columnStart: 0,
  columnEnd: columns,
});

describe.each(Object.entries(themes))("the palette of %s", (_name, colours) => {
  const palette = paletteOf(colours);

  it("tells kept from pruned weights, and those from the paper", () => {
    expect(contrast(palette.kept, palette.pruned)).toBeGreaterThan(7);
    expect(palette.pruned).not.toEqual(colours.paper);
  });

  it("goes from paper to ink with |w| without a turn of its lightness", () => {
    const [first, last] = [palette.magnitudes[0], palette.magnitudes[255]].map(lightness);
    const direction = Math.sign(last - first);
    for (let level = 1; level < 256; level++) {
      const step = lightness(palette.magnitudes[level]) - lightness(palette.magnitudes[level - 1]);
      // Colours are whole numbers, so that neighbours may be a rounding apart.
      expect(step * direction).toBeGreaterThan(-0.06);
    }
    expect(Math.sign(lightness(colours.ink) - lightness(colours.paper))).toBe(direction);
  });

  it("tells every event's weights from kept ones, the last the least", () => {
    const shares = [0, 0.25, 0.5, 0.75, 1];
    const contrasts = shares.map((share) => contrast(palette.event(share), palette.kept));
    expect(contrasts).toEqual(contrasts.toSorted((a, b) => b - a));
    expect(Math.min(...contrasts)).toBeGreaterThan(2.2);
    expect(contrast(palette.event(1), palette.event(0))).toBeGreaterThan(1.5);
  });
});

describe("painting", () => {
  it("gives each weight the colour of its mode", () => {
    fc.assert(
      fc.property(matrices, anEvent, fc.constantFrom(...modes), (matrix, event, mode) => {
        const palette = paletteOf(light);
        const inks = inksOf(palette, mode, events);
        const pixels = new Uint32Array(matrix.rows * matrix.columns);
        paintWeights(matrix, event, part(matrix), inks, pixels);
        for (const [i, pixel] of pixels.entries()) {
          const kept = mode === "magnitude" ? palette.magnitudes[matrix.levels[i]] : palette.kept;
          const removedAt = matrix.prunedAt?.[i] ?? 0;
          const isDated = mode === "prunedAt" && removedAt > 0;
          const removed = isDated ? palette.event((removedAt - 1) / (events - 1)) : palette.pruned;
          expect(rgbOf(pixel)).toEqual(isKept(matrix, i, event) ? kept : removed);
        }
      }),
    );
  });

  it("mixes the colours of a cell's weights by their shares", () => {
    fc.assert(
      fc.property(matrices, anEvent, (matrix, event) => {
        const palette = paletteOf(dark);
        const cells = aggregateCells(matrix, wholeWindow(matrix, 64), event);
        const [pixel] = paintAll(cells, inksOf(palette, "mask", events));
        const share = [...matrix.levels.keys()].filter((i) => isKept(matrix, i, event)).length / matrix.levels.length;
        for (const [channel, value] of rgbOf(pixel).entries()) {
          const mean = palette.pruned[channel] * (1 - share) + palette.kept[channel] * share;
          expect(Math.abs(value - mean)).toBeLessThanOrEqual(2);
        }
      }),
    );
  });

  it("is the same for cells of one weight as for weights", () => {
    fc.assert(
      fc.property(matrices, anEvent, fc.constantFrom(...modes), (matrix, event, mode) => {
        const inks = inksOf(paletteOf(dark), mode, events);
        const pixels = new Uint32Array(matrix.rows * matrix.columns);
        paintWeights(matrix, event, part(matrix), inks, pixels);
        expect(paintAll(aggregateCells(matrix, wholeWindow(matrix, 1), event), inks)).toEqual(pixels);
      }),
    );
  });

  it("paints a part of the cells row by row", () => {
    const cells = {
      rows: 2,
      columns: 3,
      kept: Uint8Array.of(0, 255, 0, 255, 0, 255),
      level: new Uint8Array(6),
      event: undefined,
    };
    const inks = inksOf(paletteOf(light), "mask", 0);
    const pixels = new Uint32Array(4);
    paintCells(cells, { rowStart: 0, rowEnd: 2, columnStart: 1, columnEnd: 3 }, inks, pixels);
    expect([...pixels].map((pixel) => pixel === inks.kept[0])).toEqual([true, false, false, true]);
  });

  it("writes values in black or white, whichever is read better", () => {
    expect(readableOn([255, 255, 255])).toBe("#000");
    expect(readableOn([20, 40, 120])).toBe("#fff");
  });
});

function paintAll(cells: Parameters<typeof paintCells>[0], inks: Parameters<typeof paintCells>[2]): Uint32Array {
  const pixels = new Uint32Array(cells.rows * cells.columns);
  paintCells(cells, part(cells), inks, pixels);
  return pixels;
}
