import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, describe, expect, it } from "vitest";
import { Batches } from "../../src/trainer/datasets/batches.ts";
import { DatasetError } from "../../src/trainer/datasets/dataset.ts";
import { type FillInputs, madeExamples } from "../../src/trainer/datasets/examples.ts";
import { type ImageSource, imageInputs } from "../../src/trainer/datasets/imageInputs.ts";
import { InputThread } from "../../src/trainer/datasets/inputThread.ts";
import { byteTable } from "../../src/trainer/datasets/normalization.ts";
import { type SharedBytes, sharedBytes, sharedFloats } from "../../src/trainer/datasets/sharedMemory.ts";
import { shuffledOrder } from "../../src/trainer/shuffle.ts";
import { temporaryFolder } from "./support.ts";

const folder = temporaryFolder();
const shape = { height: 6, width: 5, channels: 3 } as const;
const imageBytes = 6 * 5 * 3;
const images = 10;

const source: ImageSource = {
  shape,
  kept: shared(Uint8Array.from({ length: images * imageBytes }, (_, i) => (i * 37) % 251)),
  files: undefined,
  table: byteTable("minus-one-one", 3),
  augment: { flip: "both", crop: 0.3, rotate: 20, colour: 0.5 },
  seed: 3,
};

function shared(bytes: Uint8Array): SharedBytes {
  const memory = sharedBytes(bytes.length);
  memory.set(bytes);
  return memory;
}

const threads: InputThread[] = [];
afterEach(() => Promise.all(threads.splice(0).map((thread) => thread.close())));

function threadOn(of: ImageSource, program?: string): InputThread {
  const thread = new InputThread(of, program);
  threads.push(thread);
  return thread;
}

/** A program in the place of ours. */
async function programThat(does: string): Promise<string> {
  const file = join(folder, `${does.replace(/\W+/g, "-").slice(0, 40)}.mjs`);
  await writeFile(file, `import { parentPort, workerData } from "node:worker_threads";\n${does}\n`);
  return file;
}

/** Inputs by the index of their example, read in this order and in batches of this size. */
async function read(fill: FillInputs, order: Uint32Array, batchSize: number, place: { pass?: number; batch?: number }) {
  const examples = madeExamples(fill, imageBytes, {
    width: 1,
    values: Float32Array.from({ length: images }, (_, i) => i),
  });
  const seen: [index: number, inputs: string][] = [];
  const batches = new Batches({ train: examples, test: examples }, batchSize);
  for await (const { inputs, targets } of batches.of(examples, order, place)) {
    for (const [row, index] of targets.entries()) {
      seen.push([index, String(inputs.subarray(row * imageBytes, (row + 1) * imageBytes))]);
    }
  }
  return seen;
}

async function ask(thread: InputThread, count = 1): Promise<void> {
  await thread.fill(
    Uint32Array.from({ length: count }, (_, i) => i),
    sharedFloats(count * imageBytes),
    0,
  );
}

describe("a thread that fills batches", () => {
  it("gives the very inputs that the trainer itself would make, whatever their order and the size of batches", async () => {
    const thread = threadOn(source);
    const here = new Map(await read(imageInputs(source), shuffledOrder(images, 1, 4), 10, { pass: 4 }));
    expect(new Set(here.values()).size).toBe(images);
    for (const [order, batchSize] of [
      [shuffledOrder(images, 1, 4), 3],
      [shuffledOrder(images, 2, 4), 1],
      [shuffledOrder(images, 3, 4), 10],
    ] as const) {
      expect(new Map(await read(thread.fill, order, batchSize, { pass: 4 }))).toEqual(here);
    }
  });

  it("changes images in each pass anew, and in none where examples are not trained on", async () => {
    const thread = threadOn(source);
    const order = shuffledOrder(images, 1, 0);
    const [first, second, none] = await Promise.all(
      [{ pass: 0 }, { pass: 1 }, {}].map((place) => read(thread.fill, order, 4, place)),
    );
    for (const [at, [index, inputs]] of none.entries()) {
      const bytes = source.kept.subarray(index * imageBytes, (index + 1) * imageBytes);
      expect(inputs).toBe(String(Float32Array.from(bytes, (byte) => byte / 127.5 - 1)));
      expect(new Set([first[at][1], second[at][1], inputs]).size).toBe(3);
    }
  });

  it("goes on in the middle of a pass with the batches of one that was not interrupted", async () => {
    const order = shuffledOrder(images, source.seed, 2);
    const whole = await read(threadOn(source).fill, order, 3, { pass: 2 });
    for (const batch of [1, 2, 3]) {
      expect(await read(threadOn(source).fill, order, 3, { pass: 2, batch })).toEqual(whole.slice(3 * batch));
    }
  });

  it("gives values that the normalisation of a byte can have", async () => {
    const order = shuffledOrder(images, 1, 0);
    const values = (await read(threadOn(source).fill, order, 4, { pass: 0 })).flatMap(([, inputs]) =>
      inputs.split(",").map(Number),
    );
    const possible = new Set(source.table.values);
    expect(values.filter((value) => !possible.has(value))).toEqual([]);
  });

  it("decodes images that are not kept, and changes them as if they were", async () => {
    const kept = Uint8Array.from(source.kept);
    const paths = await Promise.all(
      Array.from({ length: images - 4 }, async (_, i) => {
        const path = join(folder, `${i}.png`);
        const bytes = kept.subarray((i + 4) * imageBytes, (i + 5) * imageBytes);
        await sharp(bytes, { raw: shape }).png().toFile(path);
        return path;
      }),
    );
    const partly: ImageSource = {
      ...source,
      kept: shared(source.kept.subarray(0, 4 * imageBytes)),
      files: { paths, format: { ...shape, fit: "fill" } },
    };
    const order = shuffledOrder(images, 1, 0);
    const expected = await read(threadOn(source).fill, order, 4, { pass: 1 });
    expect(await read(threadOn(partly).fill, order, 4, { pass: 1 })).toEqual(expected);
  });
});

describe("a thread that cannot go on", () => {
  it("names the image that it cannot decode, and is ready for the next batch", async () => {
    const files = { paths: [join(folder, "gone.png")], format: { ...shape, fit: "fill" } as const };
    const thread = threadOn({ ...source, files });
    const gone = thread.fill(Uint32Array.of(0, images), sharedFloats(2 * imageBytes));
    await expect(gone).rejects.toThrow(/gone\.png cannot be decoded/);
    await expect(gone).rejects.toBeInstanceOf(DatasetError);
    await ask(thread);
  });

  it.each([
    ["of an error", 'parentPort.on("message", () => { throw new Error("out of luck"); });', /has ended: out of luck/],
    ["without a word", 'parentPort.on("message", () => process.exit(3));', /has ended: exit code 3/],
    ["at once", 'throw new Error("no luck at all");', /has ended: no luck at all/],
  ])("says so, now and whenever it is asked again, where it dies %s", async (_, does, sentence) => {
    const thread = threadOn(source, await programThat(does));
    const waiting = [ask(thread), ask(thread, 2)];
    for (const batch of waiting) {
      await expect(batch).rejects.toThrow(sentence);
      await expect(batch).rejects.toBeInstanceOf(DatasetError);
    }
    await expect(ask(thread)).rejects.toThrow(sentence);
  });

  it("says that its program is missing", async () => {
    await expect(ask(threadOn(source, join(folder, "absent.mjs")))).rejects.toThrow(/has ended: .*absent\.mjs/);
  });
});

describe("closing a thread", () => {
  it("ends it, whatever it is doing, and rejects what was asked for", async () => {
    const kept = sharedBytes(1);
    const busy = "for (;;) Atomics.add(workerData.kept, 0, 1);";
    const thread = threadOn({ ...source, kept }, await programThat(busy));
    const asked = ask(thread);
    asked.catch(() => {});
    await expect.poll(() => Atomics.load(kept, 0)).not.toBe(0);
    await thread.close();
    await expect(asked).rejects.toThrow("The data set is closed.");
    const ended = Atomics.load(kept, 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(Atomics.load(kept, 0)).toBe(ended);
  });

  it("is no trouble where none has started, or a reader has left early", async () => {
    await threadOn(source).close();
    const thread = threadOn(source);
    const examples = madeExamples(thread.fill, imageBytes, { width: 1, values: new Float32Array(images) });
    const batches = new Batches({ train: examples, test: examples }, 2);
    for await (const _ of batches.of(examples, shuffledOrder(images, 1, 0), { pass: 0 })) break;
    await thread.close();
    await expect(ask(thread)).rejects.toThrow("The data set is closed.");
  });
});
