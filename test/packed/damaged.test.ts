import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PackedError, packed } from "../../src/packed/read/load.ts";
import { fileOf, headerBytes, headerOf, withHeader } from "./packedFile.ts";
import { anyValues, exactTensor, prunedWeights } from "./weights.ts";

/** A few seconds; hours by hand: FUZZ_RUNS=1000000 npx vitest run test/packed/damaged.test.ts --testTimeout 0 */
const fuzzRuns = Number(process.env.FUZZ_RUNS ?? 400);

type Tensors = Record<string, unknown>[];

const file = fileOf([
  exactTensor("conv/kernel", prunedWeights(4000, 0.7)),
  exactTensor("fc/kernel", prunedWeights(6000, 0.99)),
  { name: "fc2/kernel", shape: [100, 10], values: prunedWeights(1000, 0.3), int8Channels: 10 },
  exactTensor("fc/bias", prunedWeights(10, 0)),
]);

async function refusal(given: Uint8Array): Promise<string> {
  const error: unknown = await packed(given)
    .load()
    .then(
      () => undefined,
      (reason) => reason,
    );
  expect(error).toBeInstanceOf(PackedError);
  return (error as PackedError).message;
}

/** The file with something else in the header's entry of its first tensor. */
function withTensor(change: object): Buffer {
  return withHeader(file, (header) => {
    const [first, ...others] = header.tensors as Tensors;
    return { ...header, tensors: [{ ...first, ...change }, ...others] };
  });
}

describe("a damaged packed model", () => {
  it("is refused wherever it is cut short", async () => {
    for (let length = 0; length < file.length; length += length < 200 ? 1 : 97) {
      expect(await refusal(file.subarray(0, length))).toMatch(/^The packed model cannot be loaded: .+\.$/);
    }
  });

  it("is refused whichever bit is flipped", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 8 * file.length - 1 }), async (bit) => {
        const flipped = Buffer.from(file);
        flipped[bit >> 3] ^= 1 << (bit & 7);
        await refusal(flipped);
      }),
      { numRuns: fuzzRuns },
    );
  });

  it("names the tensor that is damaged", async () => {
    const { dataStart } = headerOf(file);
    const flipped = Buffer.from(file);
    flipped[dataStart + 3] ^= 1;
    expect(await refusal(flipped)).toContain("conv/kernel is damaged: its checksum is another");
  });

  it("is refused where its padding is not zeros", async () => {
    const padded = fileOf([exactTensor("fc/kernel", new Float32Array(600_000))]);
    padded[padded.length - 1] ^= 1;
    expect(await refusal(padded)).toContain("its padding is damaged");
  });

  it("is refused where more follows", async () => {
    expect(await refusal(Buffer.concat([file, Buffer.of(0)]))).toMatch(/speaks of \d+ bytes, and it has \d+/);
  });
});

describe("a packed model of another kind", () => {
  it("is refused by its version", async () => {
    const newer = Buffer.from(file);
    newer.writeUInt32LE(2, 8);
    expect(await refusal(newer)).toContain("its format has the version 2, and this reader knows 1");
  });

  it("is no packed model at all", async () => {
    expect(await refusal(Buffer.from("<!doctype html><title>404</title>"))).toContain("it is not a packed model");
  });

  it("is refused by its dtype, its encoding or the coding of a stream", async () => {
    expect(await refusal(withTensor({ dtype: "float64" }))).toContain("conv/kernel holds float64");
    expect(await refusal(withTensor({ encoding: "lz" }))).toContain("conv/kernel is encoded as lz");
    expect(await refusal(withTensor({ streams: [["zstd", 1, 2]] }))).toContain("conv/kernel has no streams that this");
    const object = { toString: 0 };
    expect(await refusal(withTensor({ dtype: object }))).toContain("conv/kernel holds an object");
    expect(await refusal(withTensor({ encoding: object }))).toContain("conv/kernel is encoded as an object");
    expect(await refusal(withTensor({ nonZero: object }))).toContain("conv/kernel cannot have an object non-zero");
  });
});

describe("a hostile packed model", () => {
  it("cannot announce petabytes", async () => {
    expect(await refusal(withTensor({ shape: [1e15], nonZero: 0 }))).toMatch(/sizes that cannot be|announces/);
    expect(await refusal(withTensor({ shape: [1e9, 1e9, 1e9] }))).toContain("impossible shape");
    const streams = [["rans", 40, 1e12 / 8], ...[1, 2, 3, 4].map(() => ["stored", 0, 0])];
    expect(await refusal(withTensor({ shape: [1e12], nonZero: 0, streams, encoding: "masked" }))).toMatch(
      /speaks of|announces 4\d+ bytes of weights in a file of/,
    );
  });

  it("cannot have a header that inflates to more than it says, or says more than deflate can do", async () => {
    const bomb = JSON.stringify({ generator: "x".repeat(50_000_000), tensors: [] });
    expect(await refusal(headerBytes(bomb, 1000))).toContain("does not inflate to what its header says");
    expect(await refusal(headerBytes("{}", 99_000_000))).toContain("announces a header of 99000000 bytes");
    expect(await refusal(headerBytes("{}", 0xffffffff))).toContain("announces a header");
  });

  it("cannot have two tensors of a name, negative sizes or fractions", async () => {
    expect(await refusal(withTensor({ name: "fc/kernel" }))).toContain("two tensors fc/kernel");
    for (const shape of [[-4000], [4000.5], ["4000"], 4000, null, [Number.MAX_SAFE_INTEGER]]) {
      expect(await refusal(withTensor({ shape }))).toContain("conv/kernel has");
    }
    expect(await refusal(withTensor({ nonZero: 5000 }))).toContain("cannot have 5000 non-zero weights of 4000");
    expect(await refusal(withTensor({ name: "" }))).toContain("a tensor of it has no name");
    for (const name of ["../kernel", "conv/../../kernel", "..", "a\\..\\b", "conv/./kernel", "conv\0"]) {
      expect(await refusal(withTensor({ name }))).toContain(
        `a tensor ${JSON.stringify(name)}, which is no name of one`,
      );
    }
  });

  it("is not trusted with its zeros", async () => {
    const lying = withHeader(file, (header) => ({
      ...header,
      tensors: (header.tensors as Tensors).map((tensor) =>
        tensor.encoding === "int8" ? { ...tensor, nonZero: Number(tensor.nonZero) - 1 } : tensor,
      ),
    }));
    expect(await refusal(lying)).toContain("fc2/kernel is damaged: it has other zeros than its header says");
  });

  it("never gets anything but a refusal or the weights out of the reader", async () => {
    const json = fc.json({ maxDepth: 3 });
    await fc.assert(
      fc.asyncProperty(anyValues, json, fc.integer({ min: 0, max: 6 }), async (values, text, place) => {
        const valid = fileOf([exactTensor("a", values)]);
        const keys = ["name", "shape", "dtype", "encoding", "nonZero", "crc32", "streams"];
        const changed = withHeader(valid, (header) => {
          const [tensor] = header.tensors as Tensors;
          return { ...header, tensors: [{ ...tensor, [keys[place]]: JSON.parse(text) }] };
        });
        const outcome = await packed(changed)
          .load()
          .catch((error) => error);
        expect(outcome instanceof PackedError || "weightData" in outcome).toBe(true);
      }),
      { numRuns: fuzzRuns },
    );
  });
});
