import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PackedError } from "../../src/packed/read/packedError.ts";
import { decodeRans } from "../../src/packed/read/rans.ts";
import { countBytes, encodeRans, ransBytes } from "../../src/packed/write/ransEncoder.ts";
import { seededRandom } from "./weights.ts";

const bytes = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 5000 }),
  // Few values, very unevenly: the frequencies of some are far below one in 2^14.
  fc
    .tuple(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 9 }), fc.integer())
    .map(([size, power, seed]) => {
      const random = seededRandom(seed);
      return Uint8Array.from({ length: size }, () => 256 * random() ** power);
    }),
);

const encode = (given: Uint8Array) => encodeRans(given, countBytes(given));

describe("entropy coding", () => {
  it("gives back the bytes", () => {
    fc.assert(
      fc.property(bytes, (given) => {
        expect(Buffer.compare(decodeRans(encode(given), given.length), given)).toBe(0);
      }),
    );
  });

  it("takes what was estimated, which is the entropy and less than 1 % where a stream is long", () => {
    const random = seededRandom(3);
    const given = Uint8Array.from({ length: 200_000 }, () => 20 * random() ** 3);
    const counts = countBytes(given);
    const entropy = counts.reduce(
      (bits, count) => bits - (count === 0 ? 0 : count * Math.log2(count / given.length)),
      0,
    );
    const size = encode(given).length;
    expect(Math.abs(size - ransBytes(counts))).toBeLessThan(16);
    expect(size).toBeGreaterThan(entropy / 8);
    expect(size).toBeLessThan((entropy / 8) * 1.01);
  });

  it("refuses what is cut short, or goes on after its end", () => {
    fc.assert(
      fc.property(bytes, fc.nat(), (given, place) => {
        const encoded = encode(given);
        const cut = encoded.subarray(0, place % encoded.length);
        expect(() => decodeRans(cut, given.length)).toThrow(PackedError);
        expect(() => decodeRans(Buffer.concat([encoded, Uint8Array.of(0, 0)]), given.length)).toThrow(PackedError);
      }),
    );
  });

  it("never gives more or fewer bytes than were asked for, whatever the stream is", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat({ max: 2000 }), (stream, count) => {
        try {
          expect(decodeRans(stream, count)).toHaveLength(count);
        } catch (error) {
          expect(error).toBeInstanceOf(PackedError);
        }
      }),
    );
  });
});
