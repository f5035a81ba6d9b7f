import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { InspectionThread } from "../../src/inspection/thread.ts";
import { arrayTensor } from "../../src/models/numericArray.ts";
import { writeSafetensors } from "../../src/models/safetensors/write.ts";
import { temporaryFolder } from "../models/folder.ts";

const program = fileURLToPath(new URL("../../dist/inspection.js", import.meta.url));
const kerasFile = fileURLToPath(new URL("../fixtures/keras/nested_in_sequential.keras2.h5", import.meta.url));
const folder = await temporaryFolder();

const threads: InspectionThread[] = [];
afterEach(() => Promise.all(threads.splice(0).map((thread) => thread.close())));

function threadOn(file: string, patience?: number, runs: string | URL = program): InspectionThread {
  const thread = new InspectionThread(runs, file, patience);
  threads.push(thread);
  return thread;
}

/** A program in the place of ours. */
async function programThat(does: string): Promise<string> {
  const file = path.join(folder, `${does.replace(/\W+/g, "-").slice(0, 40)}.mjs`);
  await writeFile(
    file,
    `import { parentPort } from "node:worker_threads";\nparentPort.on("message", () => { ${does} });\n`,
  );
  return file;
}

async function writeWeights(name: string, ...values: number[]): Promise<string> {
  const file = path.join(folder, name);
  await writeSafetensors(file, [arrayTensor("w", [1, values.length], Float32Array.from(values))]);
  return file;
}

describe("a thread that reads a file", () => {
  it("answers what it is asked, whatever else is under way", async () => {
    const thread = threadOn(kerasFile);
    const { tensors } = await thread.call((remote) => remote.describe());
    const answers = await Promise.all(
      tensors.map(async ({ name }) => {
        const [values, statistics] = await Promise.all([
          thread.call((remote) => remote.values(name)),
          thread.call((remote) => remote.statistics(name)),
        ]);
        return { values, statistics };
      }),
    );
    for (const [i, { values, statistics }] of answers.entries()) {
      expect(values).toMatchObject({ kind: "whole", prunedAt: null });
      expect(statistics.size).toBe(tensors[i].size);
      expect(values.kind === "whole" && values.weights.filter((weight) => weight !== 0)).toHaveLength(statistics.nnz);
    }
  });

  it("gives the same answers again, as it keeps what it does not give away", async () => {
    const thread = threadOn(await writeWeights("again.safetensors", 1, 0, -3));
    const window = { rowStart: 0, rowEnd: 1, columnStart: 0, columnEnd: 3, block: 1 };
    const ask = () =>
      Promise.all([
        thread.call((remote) => remote.values("w")),
        thread.call((remote) => remote.statistics("w")),
        thread.call((remote) => remote.cells({ tensor: "w", window, event: 0 })),
      ]);
    expect(await ask()).toEqual(await ask());
  });

  it("says in a sentence what is wrong with the file, and opens it when it is whole", async () => {
    const file = path.join(folder, "late.safetensors");
    const thread = threadOn(file);
    await expect(thread.call((remote) => remote.describe())).rejects.toThrow(`There is no file ${file}.`);
    await writeWeights("late.safetensors", 1);
    expect(await thread.call((remote) => remote.describe())).toMatchObject({ title: "late.safetensors" });
    expect(thread.ended).toBe(false);
  });

  it("goes on showing what it has opened, until it is told to look at the disk again", async () => {
    const thread = threadOn(await writeWeights("changing.safetensors", 1, 2));
    await thread.call((remote) => remote.describe());
    await writeWeights("changing.safetensors", 0, 2, 0);
    expect(await thread.call((remote) => remote.statistics("w"))).toMatchObject({ size: 2, nnz: 2 });
    expect(await thread.call((remote) => remote.refresh())).toMatchObject({ tensors: [{ size: 3 }] });
    expect(await thread.call((remote) => remote.statistics("w"))).toMatchObject({ size: 3, nnz: 1 });
  });

  it("refuses everything once it is closed", async () => {
    const thread = threadOn(kerasFile);
    await thread.close();
    expect(thread.ended).toBe(true);
    await expect(thread.call((remote) => remote.describe())).rejects.toThrow("is not being read any more");
  });
});

describe("a thread that is caught", () => {
  it("is ended, though it is caught inside of the HDF5 library, and all that waits hears of it", async () => {
    // One bit, found by trying: the library follows a loop in the file for ever.
    const damaged = await readFile(kerasFile);
    damaged[34505 >> 3] ^= 1 << (34505 & 7);
    const file = path.join(folder, "caught.h5");
    await writeFile(file, damaged);
    const thread = threadOn(file, 2);
    const waiting = [thread.call((remote) => remote.describe()), thread.call((remote) => remote.statistics("w"))];
    for (const call of waiting) {
      await expect(call).rejects.toThrow(
        /caught\.h5 cannot be read: .* no sign of life .* The file is probably damaged/,
      );
    }
    expect(thread.ended).toBe(true);
  });

  it("is not, where it answers late and gives signs of life", async () => {
    const thread = threadOn(
      "any.h5",
      2,
      await programThat(
        "let answers = 0; setInterval(() => parentPort.postMessage({ reply: ++answers < 4 ? -1 : 1, result: 5 }), 900);",
      ),
    );
    expect(await thread.call((remote) => remote.describe())).toBe(5);
  });

  it("does not keep anybody waiting who closes it", async () => {
    const thread = threadOn("any.h5", 1000, await programThat("for (;;);"));
    const asked = thread.call((remote) => remote.describe());
    await Promise.all([thread.close(), expect(asked).rejects.toThrow(/any\.h5/)]);
    expect(thread.ended).toBe(true);
  });
});

describe("temporary files of a thread", () => {
  it("are gone when it is ended, though it could not remove them", async () => {
    const scratch = path.join(folder, "scratch");
    await mkdir(scratch);
    const leaves = `import("node:fs").then((fs) => { fs.writeFileSync(process.env.TMPDIR + "/unpacked.h5", ""); for (;;); });`;
    const program = await programThat(leaves);
    vi.stubEnv("TMPDIR", scratch);
    const thread = threadOn("any.keras", 2, program);
    vi.unstubAllEnvs();
    const asked = thread.call((remote) => remote.describe());
    asked.catch(() => {});
    await expect.poll(() => readdir(scratch, { recursive: true })).toContainEqual(expect.stringMatching("unpacked.h5"));
    await expect(asked).rejects.toThrow(/any\.keras cannot be read/);
    await expect.poll(() => readdir(scratch)).toEqual([]);
  });
});

describe("a thread that dies", () => {
  it.each([
    ["of an error", 'throw new Error("out of luck");', /any\.h5 could not be read: out of luck/],
    ["without a word", "process.exit(3);", /any\.h5 could not be read: the thread that reads it has ended/],
  ])("rejects what waits for it: %s", async (_, does, sentence) => {
    const thread = threadOn("any.h5", undefined, await programThat(does));
    const calls = [thread.call((remote) => remote.describe()), thread.call((remote) => remote.values("w"))];
    for (const call of calls) await expect(call).rejects.toThrow(sentence);
    expect(thread.ended).toBe(true);
  });

  it("because its program is missing says so", async () => {
    const thread = threadOn("any.h5", undefined, path.join(folder, "absent.mjs"));
    await expect(thread.call((remote) => remote.describe())).rejects.toThrow(
      /any\.h5 could not be read: .*absent\.mjs/,
    );
  });
});
