import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Augmentation } from "../../src/recipes/recipe.ts";
import { augmenter } from "../../src/trainer/datasets/augmentation/augment.ts";
import { adjustColours } from "../../src/trainer/datasets/augmentation/colour.ts";
import { type Draw, drawFor } from "../../src/trainer/datasets/augmentation/draw.ts";
import { type ImageShape, resample } from "../../src/trainer/datasets/augmentation/resample.ts";

const off: Augmentation = { flip: false, crop: 0, rotate: 0, colour: 0 };
const everything: Augmentation = { flip: "both", crop: 0.4, rotate: 90, colour: 1 };
const unchanged: Omit<Draw, "colour"> = {
  mirrored: { horizontally: false, vertically: false },
  crop: { kept: 1, left: 0, above: 0 },
  angle: 0,
};
const sizes = fc.record({
  height: fc.integer({ min: 1, max: 9 }),
  width: fc.integer({ min: 1, max: 9 }),
  channels: fc.integer({ min: 1, max: 4 }),
});
const images = sizes.chain((shape) =>
  fc
    .uint8Array({
      minLength: shape.height * shape.width * shape.channels,
      maxLength: shape.height * shape.width * shape.channels,
    })
    .map((pixels) => ({ shape, pixels })),
);
const seeds = fc.nat(0xffffffff);

function resampled(pixels: Uint8Array, shape: ImageShape, changes: Partial<Draw>): number[] {
  const output = new Uint8ClampedArray(pixels.length);
  resample(pixels, shape, { ...unchanged, ...changes }, output);
  return Array.from(output);
}

/** The pixels of an image, each as a list of its channels, row by row. */
function pixelRows(values: ArrayLike<number>, { height, width, channels }: ImageShape): number[][][] {
  const at = (row: number, column: number) => (row * width + column) * channels;
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (_, column) =>
      Array.from({ length: channels }, (_, channel) => values[at(row, column) + channel]),
    ),
  );
}

describe("what is drawn for an example", () => {
  it("follows from seed, pass and index: the same for the same, another for any other", () => {
    const drawn = drawFor(everything, 5, 2, 7);
    expect(drawFor(everything, 5, 2, 7)).toEqual(drawn);
    for (const [seed, pass, index] of [
      [6, 2, 7],
      [5, 3, 7],
      [5, 2, 8],
      [5, 7, 2],
    ]) {
      expect(drawFor(everything, seed, pass, index)).not.toEqual(drawn);
    }
  });

  it("is independent of what else is asked for", () => {
    for (let index = 0; index < 20; index++) {
      const all = drawFor(everything, 1, 0, index);
      expect(drawFor({ ...off, crop: 0.4 }, 1, 0, index).crop).toEqual(all.crop);
      expect(drawFor({ ...off, colour: 1 }, 1, 0, index).colour).toEqual(all.colour);
      const mirrored = drawFor({ ...off, flip: "vertical" }, 1, 0, index).mirrored;
      expect(mirrored).toEqual({ horizontally: false, vertically: all.mirrored.vertically });
    }
  });

  it("stays within what is asked for, and comes near to it on both sides", () => {
    const draws = Array.from({ length: 2000 }, (_, index) =>
      drawFor({ flip: "both", crop: 0.2, rotate: 30, colour: 0.5 }, 3, 1, index),
    );
    const range = (of: (draw: Draw) => number) => [Math.min(...draws.map(of)), Math.max(...draws.map(of))];
    const expectRange = (of: (draw: Draw) => number, low: number, high: number) => {
      const [least, most] = range(of);
      const tolerance = (high - low) / 100;
      expect(least).toBeGreaterThanOrEqual(low);
      expect(least).toBeLessThan(low + tolerance);
      expect(most).toBeLessThanOrEqual(high);
      expect(most).toBeGreaterThan(high - tolerance);
    };
    expectRange(({ crop }) => crop.kept, 0.8, 1);
    expectRange(({ crop }) => crop.left, 0, 1);
    expectRange(({ crop }) => crop.above, 0, 1);
    expectRange(({ angle }) => angle, -Math.PI / 6, Math.PI / 6);
    for (const factor of ["brightness", "contrast", "saturation"] as const) {
      expectRange(({ colour }) => colour[factor], 0.5, 1.5);
    }
    for (const direction of ["horizontally", "vertically"] as const) {
      const share = draws.filter(({ mirrored }) => mirrored[direction]).length / draws.length;
      expect(Math.abs(share - 0.5)).toBeLessThan(0.05);
    }
  });
});

describe("an image that is", () => {
  it("mirrored has each row, or the rows, in the opposite order, to the bit", () => {
    fc.assert(
      fc.property(images, ({ pixels, shape }) => {
        const rows = pixelRows(pixels, shape);
        const mirrored = (horizontally: boolean, vertically: boolean) =>
          pixelRows(resampled(pixels, shape, { mirrored: { horizontally, vertically } }), shape);
        const swapped = rows.map((row) => row.toReversed());
        expect(mirrored(false, false)).toEqual(rows);
        expect(mirrored(true, false)).toEqual(swapped);
        expect(mirrored(false, true)).toEqual(rows.toReversed());
        expect(mirrored(true, true)).toEqual(swapped.toReversed());
      }),
    );
  });

  it("cropped shows the box that is kept, from edge to edge", () => {
    const shape = { height: 1, width: 8, channels: 1 };
    const ramp = Uint8Array.from({ length: 8 }, (_, x) => 20 + 20 * x);
    const crop = (left: number) => resampled(ramp, shape, { crop: { kept: 0.5, left, above: 0 } });
    // Four pixels on eight: the centres of the new ones lie a quarter beside those of the old.
    expect(crop(1)).toEqual([95, 105, 115, 125, 135, 145, 155, 160]);
    expect(crop(0.5)).toEqual([55, 65, 75, 85, 95, 105, 115, 125]);
    expect(crop(0)).toEqual([20, 25, 35, 45, 55, 65, 75, 85]);
  });

  it("turned by a right angle has its left column as the upper row, clockwise", () => {
    const shape = { height: 3, width: 3, channels: 1 };
    const turned = resampled(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), shape, { angle: Math.PI / 2 });
    expect(turned).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3]);
  });

  it("turned so that it does not fill its corners goes on mirrored there", () => {
    const shape = { height: 1, width: 5, channels: 1 };
    // All but the middle comes from above and below the only row.
    expect(resampled(Uint8Array.of(10, 20, 30, 40, 50), shape, { angle: Math.PI / 2 })).toEqual([30, 30, 30, 30, 30]);
  });

  it("cropped, turned and mirrored has no values but between its darkest and its brightest", () => {
    fc.assert(
      fc.property(images, seeds, ({ pixels, shape }, seed) => {
        const changed = resampled(pixels, shape, drawFor(everything, seed, 0, 0));
        expect(Math.min(...changed)).toBeGreaterThanOrEqual(Math.min(...pixels));
        expect(Math.max(...changed)).toBeLessThanOrEqual(Math.max(...pixels));
      }),
    );
  });
});

describe("colours", () => {
  const adjusted = (pixels: readonly number[], changes: object, channels = 3) => {
    const output = Uint8ClampedArray.from(pixels);
    adjustColours(output, channels, { brightness: 1, contrast: 1, saturation: 1, ...changes });
    return Array.from(output);
  };
  const twoPixels = [200, 100, 50, 0, 40, 80];

  it("stay as they are by factors of 1", () => {
    expect(adjusted(twoPixels, {})).toEqual(twoPixels);
    expect(adjusted([0, 128, 255], {}, 1)).toEqual([0, 128, 255]);
  });

  it("are as many times as bright, as far as a byte goes", () => {
    expect(adjusted(twoPixels, { brightness: 1.5 })).toEqual([255, 150, 75, 0, 60, 120]);
    expect(adjusted([100, 200], { brightness: 2 }, 1)).toEqual([200, 255]);
  });

  it("without contrast are the image's mean grey, and twice the contrast is twice as far from it", () => {
    // 0.299 r + 0.587 g + 0.114 b: 124.2 and 32.6.
    expect(adjusted(twoPixels, { contrast: 0 })).toEqual(new Array(6).fill(78));
    expect(adjusted([100, 110, 120], { contrast: 2 }, 1)).toEqual([90, 110, 130]);
  });

  it("without saturation are each pixel's own grey", () => {
    expect(adjusted(twoPixels, { saturation: 0 })).toEqual([124, 124, 124, 33, 33, 33]);
    expect(adjusted([7, 7, 7], { saturation: 2 })).toEqual([7, 7, 7]);
  });
});

describe("an augmented image", () => {
  it("is the image itself where nothing is asked for", () => {
    fc.assert(
      fc.property(images, seeds, ({ pixels, shape }, seed) => {
        expect(Array.from(augmenter(off, shape, seed)(pixels, 0, 0))).toEqual(Array.from(pixels));
      }),
    );
  });

  it("is not changed itself, and is changed in another way in each pass", () => {
    const shape = { height: 4, width: 4, channels: 3 };
    const pixels = Uint8Array.from({ length: 48 }, (_, i) => 5 * i);
    const before = Array.from(pixels);
    const augment = augmenter(everything, shape, 1);
    const passes = [0, 1, 2].map((pass) => String(augment(pixels, pass, 0)));
    expect(new Set([String(before), ...passes]).size).toBe(4);
    expect(Array.from(pixels)).toEqual(before);
  });
});
