import fc from "fast-check";
import type { LevelMatrix } from "../../src/heatmap/aggregate.ts";

export const events = 4;

/** Small matrices with or without a mask history of 4 events; about half of the weights pruned, some kept ones zero. */
export const matrices: fc.Arbitrary<LevelMatrix> = fc
  .record({ rows: fc.integer({ min: 1, max: 13 }), columns: fc.integer({ min: 1, max: 13 }), masked: fc.boolean() })
  .chain(({ rows, columns, masked }) => {
    const size = { minLength: rows * columns, maxLength: rows * columns };
    return fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      levels: fc
        .array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 255 })), size)
        .map((levels) => Uint8Array.from(levels)),
      prunedAt: masked
        ? fc
            .array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: events })), size)
            .map((prunedAt) => Uint16Array.from(prunedAt))
        : fc.constant(null),
    });
  });

export const anEvent = fc.integer({ min: 0, max: events });

/** As the definition has it. */
export function isKept({ levels, prunedAt }: LevelMatrix, index: number, event: number): boolean {
  if (!prunedAt) return levels[index] !== 0;
  return prunedAt[index] === 0 || prunedAt[index] > event;
}
