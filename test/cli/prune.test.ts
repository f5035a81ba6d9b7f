import { spawn } from "node:child_process";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { runEventSchema } from "../../src/runs/events.ts";
import { readMasks } from "../../src/runs/masks.ts";
import { readRun } from "../../src/runs/readRun.ts";
import { openDataset } from "../../src/trainer/datasets/open.ts";
import { sharedFloats } from "../../src/trainer/datasets/sharedMemory.ts";
import { contextOf } from "../datasets/support.ts";
import { program, sparsity } from "./command.ts";
import { loadExport } from "./loadExport.ts";
import { eventsOf, parseEvents, readEventFile, temporaryFolder, writeTinyRecipe } from "./tinyRun.ts";

/** Runs `sparsity prune --json` and calls back for each line, with what is needed to interfere. */
function pruneWatched(recipe: string, run: string, onEvent: (event: unknown, interrupt: () => void) => void) {
  const child = spawn(process.execPath, [program, "prune", recipe, "--run", run, "--json"]);
  let [stdout, stderr, seen] = ["", "", 0];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
    const lines = stdout.split("\n").slice(0, -1);
    for (const line of lines.slice(seen)) onEvent(JSON.parse(line), () => child.kill("SIGINT"));
    seen = lines.length;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  return new Promise<{ code: number | null; stderr: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, stderr }));
  });
}

/** The pid of the trainer, from the run's lock. */
async function trainerOf(run: string): Promise<number> {
  return JSON.parse(await readFile(path.join(run, "run.lock"), "utf8")).pid;
}

async function exportedBytes(run: string): Promise<Map<string, string>> {
  const folder = path.join(run, "export/pruned");
  const files = (await readdir(folder)).sort();
  return new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(path.join(folder, file), "hex")] as const)),
  );
}

const folder = await temporaryFolder();
/** With a thread that changes images as long as the trainer runs, and must end with it. */
const augmented = { type: "sample", name: "fashion-mnist", augment: { crop: 0.1, rotate: 5, colour: 0.1 } };
const recipe = await writeTinyRecipe(folder, { dataset: augmented });
const straight = path.join(folder, "straight");
const outcome = await sparsity("prune", recipe, "--run", straight, "--json");
const events = parseEvents(outcome.stdout);

describe("sparsity prune", () => {
  it("prints the run's events, which are the lines of events.ndjson", async () => {
    expect(outcome.stderr).toBe("");
    expect(outcome.code).toBe(0);
    for (const event of events) runEventSchema.parse(event);
    expect(await readEventFile(straight)).toEqual(events);
  });

  it("prunes as the schedule says, and ends with what it came to", () => {
    const [started] = eventsOf(events, "runStarted");
    expect(started.engine.name).toBe("wasm");
    expect(started.recalibrationBatches).toBe(20);
    expect(started.plan).toMatchObject([{ tensor: "fc1/kernel", shape: [784, 24], schedule: "log" }]);
    const pruned = eventsOf(events, "pruned");
    expect(pruned.map(({ pass }) => pass)).toEqual([0, 1, 2, 3]);
    expect(pruned.at(-1)?.tensors[0]).toMatchObject({ kept: 3763, nnz: 3763, size: 18816 });
    const [ended] = eventsOf(events, "runEnded");
    expect(ended).toMatchObject({ status: "completed", sparsity: (18816 - 3763) / 18816 });
    expect(ended.accuracyAfter).toBeGreaterThan(0.7);
    expect(ended.sizes.map(({ variant }) => variant)).toEqual(["dense", "pruned", "packed", "packedInt8"]);
    expect(ended.sizes[1].gzipBytes).toBeLessThan(ended.sizes[0].gzipBytes / 2);
  });

  it("packs what it ends with, and measures what the packed networks answer", async () => {
    const [ended] = eventsOf(events, "runEnded");
    const [, pruned, packed, int8] = ended.sizes;
    expect(packed.rawBytes).toBeLessThan(pruned.gzipBytes);
    expect(int8.rawBytes).toBeLessThan(packed.rawBytes / 2);
    expect(packed.accuracy).toBe(pruned.accuracy);
    expect(Math.abs((int8.accuracy ?? 0) - (pruned.accuracy ?? 0))).toBeLessThan(0.02);
    expect((await stat(path.join(straight, packed.path))).size).toBe(packed.rawBytes);
    for (const { rawBytes, ledger } of eventsOf(events, "sizesMeasured").flatMap(({ sizes }) => sizes)) {
      if (!ledger) continue;
      const parts = ledger.tensors.reduce((sum, { mask, values, scales }) => sum + mask + values + scales, 0);
      expect(ledger.header + parts).toBe(rawBytes);
    }
    const unpacked = path.join(straight, "unpacked");
    await sparsity("unpack", path.join(straight, packed.path), "-o", unpacked);
    const weights = "group1-shard1of1.bin";
    const exported = await readFile(path.join(straight, "export/pruned", weights));
    expect(Buffer.compare(await readFile(path.join(unpacked, weights)), exported)).toBe(0);
  });

  it("leaves networks that answer the test examples as was measured, evaluated by themselves", async () => {
    const [ended] = eventsOf(events, "runEnded");
    for (const { path: file, accuracy } of ended.sizes.slice(1)) {
      const { stdout } = await sparsity("evaluate", path.join(straight, file), "--recipe", recipe, "--json");
      expect(JSON.parse(stdout)).toMatchObject({ examples: 1000, accuracy });
    }
    const { code, stderr } = await sparsity("evaluate", path.join(straight, "none.spz"), "--recipe", recipe);
    expect(code).toBe(1);
    expect(stderr).toContain("There is no file");
  });

  it("records the masks' whole history", async () => {
    const { events: count, prunedAt } = await readMasks(path.join(straight, "masks.safetensors"));
    expect(count).toBe(4);
    const history = [...(prunedAt.get("fc1/kernel") ?? [])];
    const keptAfter = [1, 2, 3, 4].map((event) => history.filter((at) => at === 0 || at > event).length);
    expect(keptAfter).toEqual(eventsOf(events, "pruned").map(({ tensors }) => tensors[0].kept));
  });

  it("exports a model that tf.loadLayersModel opens, as accurate and as sparse as reported", async () => {
    const model = await loadExport(path.join(straight, "export/pruned"));
    const kernel = await model.getLayer("fc1").getWeights()[0].data();
    expect(kernel.filter((weight) => weight !== 0)).toHaveLength(3763);

    const inputShape = [28, 28, 1];
    const dataset = await openDataset({ type: "sample", name: "fashion-mnist" }, contextOf(folder, { inputShape }));
    const { size } = dataset.test;
    const inputs = sharedFloats(size * 784);
    const targets = new Float32Array(size);
    await dataset.test.fill(
      Uint32Array.from({ length: size }, (_, i) => i),
      inputs,
      targets,
    );
    const predicted = model.predict(tf.tensor(inputs, [size, ...inputShape])) as tf.Tensor;
    const answers = await tf.argMax(predicted, -1).data();
    const correct = targets.filter((target, i) => target === answers[i]).length;
    expect(correct / size).toBe(eventsOf(events, "runEnded")[0].accuracyAfter);
  });

  it("shows lines and a summary to people", async () => {
    const run = path.join(folder, "shown");
    const { code, stdout } = await sparsity("prune", recipe, "--run", run);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Engine {3}wasm \(tfjs /);
    expect(stdout).toContain("\nTests    after batch norm is re-estimated each time, on training batches: 20\n");
    expect(stdout).toContain("Prune event 4 before pass 3: 3,763 of 18,816 weights kept (sparsity 80.00 %)");
    expect(stdout).toMatch(/fc1 +18,816 +80\.00 % +80\.00 % +80\.00 % +3,763/);
    expect(stdout).toMatch(/pruned +\d+\.\d\d % +\d/);
    expect(stdout).toContain(`Run folder: ${run}`);
  });

  it("ends where training fails, with what the thread was about to do", async () => {
    const broken = await temporaryFolder();
    const optimizer = { type: "sgd", learningRate: 1e30 };
    const { code, stderr } = await sparsity("prune", await writeTinyRecipe(broken, { dataset: augmented, optimizer }));
    expect(code).toBe(1);
    expect(stderr).toMatch(/NaN|no longer a number/);
  });

  it("refuses a folder that holds a run already", async () => {
    const { code, stderr } = await sparsity("prune", recipe, "--run", straight);
    expect(code).toBe(1);
    expect(stderr).toContain("holds a run already");
  });
});

describe("sparsity resume", () => {
  it("ends with the same weights, bit for bit, after the trainer was killed in the middle of a pass", async () => {
    const run = path.join(folder, "killed");
    let killed = false;
    const { code, stderr } = await pruneWatched(recipe, run, async (event) => {
      const { type, pass } = event as { type: string; pass: number };
      if (type !== "pruned" || pass !== 2 || killed) return;
      killed = true;
      process.kill(await trainerOf(run), "SIGKILL");
    });
    expect(code).toBe(1);
    expect(stderr).toContain("ended by SIGKILL");
    const { state } = await readRun(run);
    expect(state.status).toBe("interrupted");
    expect(state.passes.length).toBe(2);

    const resumed = await sparsity("resume", run);
    expect(resumed.code).toBe(0);
    expect(resumed.stdout).toContain("Resumed in pass 2 after 0 batches");
    expect(await exportedBytes(run)).toEqual(await exportedBytes(straight));
    const masks = (of: string) => readFile(path.join(of, "masks.safetensors"), "hex");
    expect(await masks(run)).toBe(await masks(straight));
    const accuracies = (list: typeof events) => eventsOf(list, "passEnded").map(({ test }) => test.accuracy);
    expect(accuracies(await readEventFile(run))).toEqual(accuracies(events));
  });

  it("goes on in the middle of the pass that Ctrl-C stopped", async () => {
    const run = path.join(folder, "interrupted");
    const { code, stderr } = await pruneWatched(recipe, run, (event, interrupt) => {
      const { type, pass } = event as { type: string; pass: number };
      if (type === "pruned" && pass === 1) interrupt();
    });
    expect(code).toBe(130);
    expect(stderr).toContain("can be resumed");
    expect((await readRun(run)).state.status).toBe("stopped");

    const resumed = await sparsity("resume", run, "--json");
    expect(resumed.code).toBe(0);
    const [first] = parseEvents(resumed.stdout);
    expect(first).toMatchObject({ type: "runResumed", pass: 1 });
    expect(await exportedBytes(run)).toEqual(await exportedBytes(straight));
  });

  it("has nothing to do where a run is complete", async () => {
    const { code, stderr } = await sparsity("resume", straight);
    expect(code).toBe(1);
    expect(stderr).toContain("is complete: there is nothing to resume");
  });

  it("says that a folder holds no run", async () => {
    const { code, stderr } = await sparsity("resume", folder);
    expect(code).toBe(1);
    expect(stderr).toContain("holds no run");
  });
});

describe("sparsity inspect and report", () => {
  it("inspect a run's newest export", async () => {
    const { code, stdout } = await sparsity("inspect", straight, "--json");
    expect(code).toBe(0);
    const { layers, totals } = JSON.parse(stdout);
    const [kernel] = layers.find(({ name }: { name: string }) => name === "fc1").tensors;
    expect(kernel).toMatchObject({ name: "fc1/kernel", size: 18816, nnz: 3763, bytes: 4 * 18816 });
    expect(totals.size).toBe(18816 + 24 + 4 * 24 + 240 + 10);
  });

  it("report a run as one page", async () => {
    const page = path.join(folder, "report.html");
    const { code, stdout } = await sparsity("report", straight, "-o", page, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ path: page });
    const html = await readFile(page, "utf8");
    expect(html).toContain(`<script type="application/json" id="embedded-run">{"v":1,`);
  });
});
