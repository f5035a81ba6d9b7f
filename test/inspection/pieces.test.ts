import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pieces } from "../../src/inspection/pieces.ts";
import { hyperslabOf } from "../../src/models/keras/hyperslab.ts";
import { sizeOf } from "../../src/pruning/tensor.ts";

const shapes = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 5 });

const cases = fc.tuple(shapes, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 60 })).map(([shape, a, b, size]) => {
  const [start, end] = [a % (sizeOf(shape) + 1), b % (sizeOf(shape) + 1)].sort((x, y) => x - y);
  return { shape, range: { start, end }, size };
});

describe("the pieces of a range", () => {
  it("are the range, in order, none of them empty or larger than asked for", () => {
    fc.assert(
      fc.property(cases, ({ shape, range, size }) => {
        let at = range.start;
        for (const { start, end } of pieces(shape, range, size)) {
          expect(start).toBe(at);
          expect(end).toBeGreaterThan(start);
          expect(end - start).toBeLessThanOrEqual(size);
          at = end;
        }
        expect(at).toBe(range.end);
      }),
    );
  });

  it("never make HDF5 read much more than was asked for", () => {
    fc.assert(
      fc.property(cases, ({ shape, range, size }) => {
        for (const { start, end } of pieces(shape, range, size)) {
          expect(sizeOf(hyperslabOf(shape, start, end).count)).toBeLessThan(2 * size + 1);
        }
      }),
    );
  });

  it("are few where a tensor is large", () => {
    expect([...pieces([3, 3, 512, 512], { start: 0, end: 9 * 512 * 512 })]).toHaveLength(2);
  });
});
