import { mkdir, mkdtemp, readdir, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSafetensors } from "../../src/models/safetensors/read.ts";
import type { MaskHistory } from "../../src/pruning/pruner.ts";
import { readCheckpoint, type SavedNetwork, type TrainingState, writeCheckpoint } from "../../src/runs/checkpoint.ts";
import { loadNewestCheckpoint, saveCheckpoint } from "../../src/runs/checkpoints.ts";
import { readMasks, writeMasks } from "../../src/runs/masks.ts";
import { RunFolderError } from "../../src/runs/runFolderError.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "checkpoints-"));
  file = join(folder, "one.safetensors");
});
afterEach(() => rm(folder, { recursive: true }));

/** Any bits at all, NaN payloads and denormals included: a run must go on bit for bit. */
const anyFloats = fc.uint32Array({ maxLength: 20 }).map((bits) => new Float32Array(bits.slice().buffer));
const named = fc
  .dictionary(fc.stringMatching(/^[a-z/]{1,12}$/), anyFloats)
  .map((values) => new Map(Object.entries(values)));
const count = fc.nat(Number.MAX_SAFE_INTEGER);
const positive = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0));
const states: fc.Arbitrary<TrainingState> = fc.record({
  position: fc.record({
    pass: count,
    batch: count,
    step: count,
    sums: fc.record({ size: count, lossSum: positive, correct: count, counts: fc.boolean() }),
    seconds: positive,
  }),
  events: count,
});

function networkOf(weights: ReadonlyMap<string, Float32Array>, slots = new Map<string, Float32Array>()): SavedNetwork {
  return {
    tensors: [...weights].map(([name, values]) => {
      return { name, layer: name, className: "Dense", role: "kernel", shape: [1, values.length] };
    }),
    read: (name) => weights.get(name) ?? new Float32Array(),
    saveOptimizer: () => slots,
  };
}

function stateAt(pass: number, batch = 0): TrainingState {
  const sums = { size: 0, lossSum: 0, correct: 0, counts: true };
  return { position: { pass, batch, step: 0, sums, seconds: 0 }, events: 0 };
}

function bitsOf(values: ReadonlyMap<string, Float32Array>): [string, number[]][] {
  return [...values].map(([name, array]) => [name, [...new Uint32Array(array.slice().buffer)]]);
}

describe("a checkpoint", () => {
  it("gives back weights, optimizer slots and every number bit for bit", async () => {
    await fc.assert(
      fc.asyncProperty(named, named, states, async (weights, slots, state) => {
        await writeCheckpoint(file, networkOf(weights, slots), state);
        const { weights: readWeights, optimizer, ...read } = await readCheckpoint(file);
        expect(read).toEqual(state);
        expect(bitsOf(readWeights)).toEqual(bitsOf(weights));
        expect(bitsOf(optimizer)).toEqual(bitsOf(slots));
      }),
      { numRuns: 50 },
    );
  });

  it("says how large its file is", async () => {
    const bytes = await writeCheckpoint(file, networkOf(new Map([["w", new Float32Array(1000)]])), stateAt(1));
    expect((await stat(file)).size).toBe(bytes);
    expect(bytes).toBeGreaterThan(4000);
  });

  it("is refused where the file is another kind of safetensors", async () => {
    await writeMasks(file, { events: 1, prunedAt: new Map() }, new Map());
    await expect(readCheckpoint(file)).rejects.toThrow(RunFolderError);
    await expect(readCheckpoint(file)).rejects.toThrow(`${file} is no checkpoint`);
  });

  it("says in words that it could not be written", async () => {
    const blocked = join(folder, "blocked");
    await writeFile(blocked, "");
    const writing = writeCheckpoint(join(blocked, "x.safetensors"), networkOf(new Map()), stateAt(0));
    await expect(writing).rejects.toThrow("a file is in the way of a folder");
  });
});

describe("the checkpoints of a run", () => {
  const network = networkOf(new Map([["w", new Float32Array(100)]]));
  const saved = () => readdir(join(folder, "checkpoints")).then((names) => names.sort());

  it("are named after the passes done, and only the newest stay", async () => {
    for (const pass of [1, 2, 3]) await saveCheckpoint(folder, network, stateAt(pass), 2);
    expect(await saved()).toEqual(["pass-0002.safetensors", "pass-0003.safetensors"]);
    const { path, checkpoint, warnings } = await loadNewestCheckpoint(folder);
    expect(path).toBe(join(folder, "checkpoints", "pass-0003.safetensors"));
    expect(checkpoint.position.pass).toBe(3);
    expect(warnings).toEqual([]);
  });

  it("count by number, also beyond 9999", async () => {
    for (const pass of [9999, 10000]) await saveCheckpoint(folder, network, stateAt(pass), 2);
    expect((await loadNewestCheckpoint(folder)).checkpoint.position.pass).toBe(10000);
  });

  it("keep one for a pass: half way through it replaces its start", async () => {
    await saveCheckpoint(folder, network, stateAt(1), 2);
    await saveCheckpoint(folder, network, stateAt(1, 7), 2);
    expect(await saved()).toEqual(["pass-0001.safetensors"]);
    expect((await loadNewestCheckpoint(folder)).checkpoint.position.batch).toBe(7);
  });

  it.each([
    ["cut short", (path: string) => truncate(path, 200)],
    ["empty", (path: string) => truncate(path, 0)],
    ["something else", (path: string) => writeFile(path, "no checkpoint")],
    ["not even a file", (path: string) => rm(path).then(() => mkdir(path))],
  ])("fall back to the one before where the newest is %s, with a word about it", async (_, damage) => {
    for (const pass of [1, 2]) await saveCheckpoint(folder, network, stateAt(pass), 2);
    const newest = join(folder, "checkpoints", "pass-0002.safetensors");
    await damage(newest);
    const { checkpoint, warnings } = await loadNewestCheckpoint(folder);
    expect(checkpoint.position.pass).toBe(1);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(newest);
    expect(warnings[0]).toMatch(/\. The checkpoint before it is used\.$/);
  });

  it("that a resumed run has left behind do not outlive its next one", async () => {
    for (const pass of [1, 2, 3]) await saveCheckpoint(folder, network, stateAt(pass), 3);
    await truncate(join(folder, "checkpoints", "pass-0003.safetensors"), 10);
    await saveCheckpoint(folder, network, stateAt(2, 5), 3);
    expect(await saved()).toEqual(["pass-0001.safetensors", "pass-0002.safetensors"]);
  });

  it("are missed in a sentence", async () => {
    await expect(loadNewestCheckpoint(folder)).rejects.toThrow("cannot be resumed: it has no checkpoint yet.");
    const { path } = await saveCheckpoint(folder, network, stateAt(1), 2);
    await truncate(path, 10);
    await expect(loadNewestCheckpoint(folder)).rejects.toThrow("cannot be resumed: all its checkpoints are damaged.");
  });
});

describe("the masks of a run", () => {
  const shapes = new Map([["dense/kernel", [2, 3]]]);
  const history = (events: number, ...prunedAt: number[]): MaskHistory => {
    return { events, prunedAt: new Map([["dense/kernel", Uint16Array.from(prunedAt)]]) };
  };

  it.each([
    [255, "uint8", Uint8Array],
    [256, "uint16", Uint16Array],
  ])("come back after %i events, stored as %s in the tensor's shape", async (events, _, arrayType) => {
    const written = history(events, 0, 1, 2, events, events - 1, 0);
    await writeMasks(file, written, shapes);
    expect(await readMasks(file)).toEqual(written);
    const stored = (await readSafetensors(file)).tensors.get("dense/kernel");
    expect(stored?.values).toBeInstanceOf(arrayType);
    expect(stored?.shape).toEqual([2, 3]);
  });

  it("as a checkpoint saw them: what later events removed is alive again", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(300), { minLength: 6, maxLength: 6 }),
        fc.nat(300),
        async (prunedAt, atEvent) => {
          await writeMasks(file, history(300, ...prunedAt), shapes);
          const alive = prunedAt.map((event) => (event > atEvent ? 0 : event));
          const expected = atEvent === 0 ? { events: 0, prunedAt: new Map() } : history(atEvent, ...alive);
          expect(await readMasks(file, atEvent)).toEqual(expected);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("need no file before the first event", async () => {
    expect(await readMasks(file, 0)).toEqual({ events: 0, prunedAt: new Map() });
  });

  it("are refused where the checkpoint has seen more events than they have", async () => {
    await writeMasks(file, history(3, 0, 1, 2, 3, 0, 0), shapes);
    await expect(readMasks(file, 4)).rejects.toThrow("records 3 prune events and the checkpoint has seen 4");
  });
});
