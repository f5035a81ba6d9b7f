import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openModel } from "../../src/models/open.ts";
import { packingOf, type Verification, verifyPacked } from "../../src/models/packed/verify.ts";
import { type Int8Scales, packModel, writePacked } from "../../src/models/packed/write.ts";
import type { Weight, WholeModel } from "../../src/models/wholeModel.ts";
import { smallNetwork } from "../packed/smallNetwork.ts";
import { temporaryFolder } from "./folder.ts";

const folder = await temporaryFolder();
const network = smallNetwork();

/** Packs one model, and verifies the file against another. */
async function verify(
  packed: WholeModel,
  model: WholeModel,
  int8?: Int8Scales,
  prunedAt?: ReadonlyMap<string, Uint16Array>,
): Promise<Verification> {
  const path = join(folder, "model.spz");
  await writePacked(path, packModel(packed, { int8, folded: false }));
  const file = await openModel(path);
  try {
    return await verifyPacked(file, await packingOf(path), model, prunedAt);
  } finally {
    await file.close();
  }
}

/** The network with some weights of fc/kernel changed. */
function changed(change: (value: number, i: number) => number): WholeModel {
  const weights = network.weights.map(
    (weight): Weight => (weight.name === "fc/kernel" ? { ...weight, values: weight.values.map(change) } : weight),
  );
  return { topology: network.topology, weights };
}

/** NaN with these bits. */
function nanOf(bits: number): Float32Array {
  return new Float32Array(Uint32Array.of(bits).buffer);
}

const kernel = network.weights.find(({ name }) => name === "fc/kernel") as Weight;
const firstZero = kernel.values.indexOf(0);
const firstWeight = kernel.values.findIndex((value) => value !== 0);

describe("verifying a packed model", () => {
  it("finds nothing wrong with what was packed, and counts its zeros", async () => {
    const { tensors, problems } = await verify(network, network);
    expect(problems).toEqual([]);
    const zeros = kernel.values.filter((value) => value === 0).length;
    expect(tensors.find(({ name }) => name === "fc/kernel")).toEqual({
      name: "fc/kernel",
      size: kernel.values.length,
      differing: 0,
      largestDifference: 0,
      allowed: 0,
      zeros,
      lostZeros: 0,
      newZeros: 0,
      leaks: 0,
    });
  });

  it("finds a single weight that differs by a single bit", async () => {
    const other = changed((value, i) => (i === firstWeight ? value * (1 + 2 ** -23) : value));
    expect((await verify(network, other)).problems).toEqual(["1 of 17280 weights of fc/kernel differ from the model."]);
  });

  it("tells −0 from 0", async () => {
    const other = changed((value, i) => (i === firstZero ? -0 : value));
    expect((await verify(network, other)).problems).toEqual(["1 of 17280 weights of fc/kernel differ from the model."]);
  });

  it("tells one NaN from another", async () => {
    const quiet = changed((value, i) => (i === firstWeight ? Number.NaN : value));
    const other = changed((value) => value);
    other.weights.find(({ name }) => name === "fc/kernel")!.values.set(nanOf(0x7fc0_0001), firstWeight);
    expect((await verify(quiet, quiet)).problems).toEqual([]);
    expect((await verify(quiet, other)).problems).toEqual(["1 of 17280 weights of fc/kernel differ from the model."]);
  });

  it("takes the 0 that int8 makes of −0 for the zero that it was", async () => {
    const negative = changed((value, i) => (i === firstZero ? -0 : value));
    const { tensors, problems } = await verify(negative, negative, "channel");
    expect(problems).toEqual([]);
    expect(tensors.find(({ name }) => name === "fc/kernel")).toMatchObject({ lostZeros: 0, newZeros: 0 });
  });

  it("allows half a step of int8, and no more", async () => {
    const { tensors, problems } = await verify(network, network, "channel");
    expect(problems).toEqual([]);
    const verified = tensors.find(({ name }) => name === "fc/kernel");
    expect(verified?.differing).toBeGreaterThan(1000);
    expect(verified?.largestDifference).toBeLessThanOrEqual(verified?.allowed ?? 0);
    expect(verified?.lostZeros).toBe(0);
    const other = changed((value, i) => (i === firstWeight ? value + 0.02 : value));
    expect((await verify(network, other, "channel")).problems).toEqual([
      "1 of 17280 weights of fc/kernel differ from the model by more than half a step of int8.",
    ]);
  });

  it("finds weights where the run's masks have none", async () => {
    const prunedAt = new Map([["fc/kernel", Uint16Array.from(kernel.values, (value) => Number(value === 0))]]);
    expect((await verify(network, network, undefined, prunedAt)).problems).toEqual([]);
    prunedAt.get("fc/kernel")?.fill(3, firstWeight, firstWeight + 1);
    expect((await verify(network, network, undefined, prunedAt)).problems).toEqual([
      "1 weights of fc/kernel that the run's masks have removed are not zero in the file.",
    ]);
  });

  it("names tensors that only one of the two has", async () => {
    const { topology, weights } = network;
    const { problems } = await verify(network, { topology, weights: weights.slice(1) });
    expect(problems).toEqual(["body/conv/kernel is in the file, and not in the model."]);
  });
});
