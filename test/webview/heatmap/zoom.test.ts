import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cellAt,
  cellSize,
  clampView,
  fitZoom,
  nextZoom,
  type Room,
  wholeSize,
  zoomAround,
  zoomLadder,
  zoomText,
} from "../../../webview/heatmap/zoom.ts";

const extents = fc.record({ rows: fc.integer({ min: 1, max: 30_000 }), columns: fc.integer({ min: 1, max: 30_000 }) });
const rooms: fc.Arbitrary<Room> = fc.record({
  box: fc.record({ width: fc.integer({ min: 150, max: 2000 }), height: fc.integer({ min: 150, max: 1500 }) }),
  pixelRatio: fc.constantFrom(1, 1.25, 1.5, 2, 3),
});
const room = (width: number, height: number): Room => ({ box: { width, height }, pixelRatio: 1 });

describe("zoom", () => {
  it("shows the whole matrix at a whole number of pixels a weight, or of weights a pixel", () => {
    expect(fitZoom({ rows: 256, columns: 256 }, room(700, 600))).toEqual({ block: 1, pixels: 2 });
    expect(fitZoom({ rows: 2048, columns: 2048 }, room(700, 600))).toEqual({ block: 4, pixels: 1 });
    expect(fitZoom({ rows: 8, columns: 4 }, room(700, 600))).toEqual({ block: 1, pixels: 48 });
    fc.assert(
      fc.property(extents, rooms, (extent, room) => {
        const zoom = fitZoom(extent, room);
        const whole = wholeSize(extent, zoom, room);
        expect(Math.min(zoom.block, zoom.pixels)).toBe(1);
        expect(whole.width).toBeLessThanOrEqual(room.box.width);
        expect(whole.height).toBeLessThanOrEqual(room.box.height);
      }),
    );
  });

  it("draws cells of whole device pixels at every rung", () => {
    fc.assert(
      fc.property(extents, rooms, (extent, room) => {
        for (const zoom of zoomLadder(fitZoom(extent, room))) {
          const { width, height } = cellSize(extent, zoom, room);
          expect(Number.isInteger(width) && Number.isInteger(height)).toBe(true);
          expect(Math.min(width, height)).toBeGreaterThanOrEqual(zoom.pixels);
        }
      }),
    );
  });

  it("stretches what would be a strip too thin to see", () => {
    expect(wholeSize({ rows: 1, columns: 64 }, { block: 1, pixels: 12 }, room(800, 600))).toEqual({
      width: 768,
      height: 24,
    });
    const tall = cellSize({ rows: 500, columns: 50 }, { block: 1, pixels: 1 }, room(800, 600));
    expect(tall).toEqual({ width: 5, height: 1 });
    // Square again once the zoom is as large.
    expect(cellSize({ rows: 500, columns: 50 }, { block: 1, pixels: 6 }, room(800, 600))).toEqual({
      width: 6,
      height: 6,
    });
  });

  it("climbs from the whole to single values and back over the same rungs", () => {
    fc.assert(
      fc.property(extents, rooms, (extent, room) => {
        const fit = fitZoom(extent, room);
        const ladder = zoomLadder(fit);
        for (const [i, zoom] of ladder.entries()) {
          expect(nextZoom(zoom, 1, fit)).toEqual(ladder[Math.min(i + 1, ladder.length - 1)]);
          expect(nextZoom(zoom, -1, fit)).toEqual(ladder[Math.max(0, i - 1)]);
        }
      }),
    );
  });

  it("keeps the weight under the pointer where it was", () => {
    const matrix = { rows: 2048, columns: 2048 };
    const inRoom = room(700, 600);
    fc.assert(
      fc.property(
        fc.record({ x: fc.nat(500), y: fc.nat(500) }),
        fc.nat(1400),
        fc.nat(1400),
        fc.constantFrom(...zoomLadder({ block: 1, pixels: 2 }).slice(0, -1)),
        (at, left, top, zoom) => {
          const view = { zoom, left, top };
          const cell = cellSize(matrix, zoom, inRoom);
          const before = cellAt(view, matrix, at, cell);
          fc.pre(before !== undefined);
          const next = nextZoom(zoom, 1, { block: 4, pixels: 1 });
          const after = zoomAround(view, next, at, matrix, inRoom);
          expect(cellAt(after, matrix, at, cellSize(matrix, next, inRoom))).toEqual(before);
        },
      ),
    );
  });

  it("never shows less of the matrix than fits", () => {
    const matrix = { rows: 100, columns: 300 };
    const zoom = { block: 1, pixels: 4 };
    const inRoom = room(600, 600);
    expect(clampView({ zoom, left: 5000, top: 5000 }, matrix, inRoom)).toEqual({ zoom, left: 600, top: 0 });
    expect(clampView({ zoom, left: -7, top: -1 }, matrix, inRoom)).toEqual({ zoom, left: 0, top: 0 });
  });

  it("knows no cell beyond the matrix", () => {
    const view = { zoom: { block: 4, pixels: 1 }, left: 0, top: 0 };
    const cell = { width: 1, height: 1 };
    expect(cellAt(view, { rows: 9, columns: 9 }, { x: 2, y: 2 }, cell)).toEqual({ row: 2, column: 2 });
    expect(cellAt(view, { rows: 9, columns: 9 }, { x: 3, y: 0 }, cell)).toBeUndefined();
  });

  it("is told in CSS pixels, or as weights a pixel", () => {
    expect(zoomText({ block: 1, pixels: 3 }, 2)).toBe("1.5 px");
    expect(zoomText({ block: 6, pixels: 1 }, 2)).toBe("1 : 6");
  });
});
