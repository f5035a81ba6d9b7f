import { spawnSync } from "node:child_process";
import { statSync, watch } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EventLogWriter } from "../../src/runs/eventWriter.ts";
import { readRun } from "../../src/runs/readRun.ts";
import type { ResolvedRecipe } from "../../src/runs/resolvedRecipe.ts";
import { newestExport, newRunFolder, RunFolder, readResolvedRecipe, runPaths } from "../../src/runs/runFolder.ts";
import { RunFolderError } from "../../src/runs/runFolderError.ts";
import { RunLock } from "../../src/runs/runLock.ts";
import { recipe } from "../recipes/layers.ts";
import { straightRun } from "./straightRun.ts";

let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "run-"));
  folder = join(parent, "runs", "lenet-1");
});
afterEach(() => rm(parent, { recursive: true }));

const resolved: ResolvedRecipe = {
  v: 1,
  recipe: recipe({}),
  baseFolder: "/models",
  model: { path: "/models/model.json", sha256: "a".repeat(64) },
  dataset: { sha256: "b".repeat(64) },
  engine: { name: "wasm", version: "tfjs 4.22.0", detail: "2 threads" },
  versions: { node: "v20.17.0" },
};

/** The number of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

async function lockFor(pid: number, host = hostname()): Promise<void> {
  await writeFile(runPaths(folder).lock, JSON.stringify({ pid, host, token: "other" }));
}

describe("a run folder", () => {
  it("keeps the recipe of its run, defaults and versions included", async () => {
    const run = await RunFolder.create(folder, resolved);
    await run.close();
    expect(await readResolvedRecipe(folder)).toEqual(resolved);
    expect((await readdir(folder)).sort()).toEqual(["checkpoints", "events.ndjson", "export", "recipe.json"]);
  });

  it("refuses a second run, and leaves the first as it is", async () => {
    await (await RunFolder.create(folder, resolved)).close();
    const before = await readFile(runPaths(folder).recipe, "utf8");
    const again = RunFolder.create(folder, { ...resolved, baseFolder: "/elsewhere" });
    await expect(again).rejects.toThrow(`${folder} holds a run already. Resume it, or give another folder.`);
    expect(await readFile(runPaths(folder).recipe, "utf8")).toBe(before);
    await (await RunFolder.reopen(folder)).close();
  });

  it("is rid of half-written files once it is taken up again", async () => {
    await (await RunFolder.create(folder, resolved)).close();
    const { masks, checkpoints } = runPaths(folder);
    const halfWritten = [`${masks}.1.tmp`, join(checkpoints, "pass-0003.safetensors.2.tmp")];
    for (const file of halfWritten) await writeFile(file, "");
    const whole = join(checkpoints, "pass-0002.safetensors");
    await writeFile(whole, "");
    await (await RunFolder.reopen(folder)).close();
    expect(await readdir(checkpoints)).toEqual(["pass-0002.safetensors"]);
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("takes a folder that holds other things", async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "notes.txt"), "");
    await (await RunFolder.create(folder, resolved)).close();
  });

  it("says that there is no run to take up", async () => {
    await expect(RunFolder.reopen(parent)).rejects.toThrow(`${parent} holds no run.`);
    await expect(readRun(parent)).rejects.toThrow(`${parent} holds no run.`);
    await expect(RunFolder.reopen(join(parent, "none"))).rejects.toThrow(RunFolderError);
  });

  it("says that its recipe is damaged, or of another version", async () => {
    await (await RunFolder.create(folder, resolved)).close();
    await writeFile(runPaths(folder).recipe, "{");
    await expect(RunFolder.reopen(folder)).rejects.toThrow("recipe.json is damaged: it is not JSON.");
    await writeFile(runPaths(folder).recipe, JSON.stringify({ ...resolved, v: 2 }));
    await expect(RunFolder.reopen(folder)).rejects.toThrow("is not the recipe of a run of this version (v).");
  });

  it("says that it cannot be made where a file is in the way", async () => {
    await writeFile(join(parent, "runs"), "");
    await expect(RunFolder.create(folder, resolved)).rejects.toThrow("a file is in the way of a folder");
  });
});

describe("the lock of a run", () => {
  beforeEach(async () => (await RunFolder.create(folder, resolved)).close());

  it("keeps a second writer out until the first one closes", async () => {
    const first = await RunFolder.reopen(folder);
    await expect(RunFolder.reopen(folder)).rejects.toThrow(`Process ${process.pid} writes this run already.`);
    await first.close();
    await (await RunFolder.reopen(folder)).close();
  });

  it("of another process that is alive keeps us out", async () => {
    await lockFor(process.ppid);
    await expect(RunFolder.reopen(folder)).rejects.toThrow(`Process ${process.ppid} writes this run already.`);
  });

  it("of a dead process is taken over by exactly one of several", async () => {
    await lockFor(deadPid());
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => RunFolder.reopen(folder)));
    const winners = tries.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    expect(winners).toHaveLength(1);
    await winners[0].close();
    expect(await readdir(folder)).not.toContain("run.lock");
  });

  it("of a dead process whose number we were given is taken over", async () => {
    await lockFor(process.pid);
    await (await RunFolder.reopen(folder)).close();
  });

  it("of another computer is believed, and the sentence says what to delete", async () => {
    await lockFor(1, "elsewhere");
    await expect(RunFolder.reopen(folder)).rejects.toThrow(
      `Process 1 on elsewhere writes this run already. Stop it first, or delete ${runPaths(folder).lock} if that is no trainer.`,
    );
  });

  it.runIf(process.platform === "linux")("is there whole or not at all, whenever its process is killed", async () => {
    const lock = runPaths(folder).lock;
    const empty = new Set<string>();
    const watcher = watch(folder, (_, name) => {
      if (name === "run.lock" && statSync(lock, { throwIfNoEntry: false })?.size === 0) empty.add(name);
    });
    for (let i = 0; i < 200; i++) await (await RunLock.acquire(lock)).release();
    watcher.close();
    expect([...empty]).toEqual([]);
  });

  it("is taken over although the one that was taking it over has died", async () => {
    const dead = deadPid();
    await lockFor(dead);
    await writeFile(`${runPaths(folder).lock}.takeover`, JSON.stringify({ pid: dead, host: hostname(), token: "x" }));
    await (await RunFolder.reopen(folder)).close();
    expect((await readdir(folder)).filter((name) => name.startsWith("run.lock"))).toEqual([]);
  });

  it("that is damaged is named", async () => {
    await writeFile(runPaths(folder).lock, "{");
    await expect(RunFolder.reopen(folder)).rejects.toThrow("Delete it if no trainer writes this run.");
  });
});

describe("reading a run", () => {
  const events = straightRun({ passes: 2, tensors: 1, interval: 1, warnings: [] });

  async function write(count: number): Promise<RunFolder> {
    const run = await RunFolder.create(folder, resolved);
    const log = new EventLogWriter(run.paths.events);
    for (const event of events.slice(0, count)) log.append(event);
    log.close();
    return run;
  }

  it("tells a run that goes on from one whose process died", async () => {
    const run = await write(5);
    expect((await readRun(folder)).state.status).toBe("running");
    await run.close();
    expect((await readRun(folder)).state.status).toBe("interrupted");
    await lockFor(deadPid());
    expect((await readRun(folder)).state.status).toBe("interrupted");
  });

  it("takes the events' word for a run that has ended", async () => {
    await (await write(events.length)).close();
    expect((await readRun(folder)).state).toMatchObject({ status: "completed", started: { passes: 2 } });
  });

  it("warns of lines that cannot be read", async () => {
    await (await write(events.length)).close();
    const file = runPaths(folder).events;
    const lines = (await readFile(file, "utf8")).split("\n");
    lines[4] = "?";
    await writeFile(file, lines.join("\n"));
    const { state } = await readRun(folder);
    expect(state.warnings.at(-1)?.message).toBe(`Line 5 of ${file} cannot be read; what was said there is missing.`);
  });
});

describe("the newest export of a run", () => {
  it("is the model.json written last, and never the network as it came", async () => {
    await (await RunFolder.create(folder, resolved)).close();
    await expect(newestExport(folder)).rejects.toThrow("has not exported a model yet");
    for (const [age, variant] of ["dense", "folded", "pruned"].entries()) {
      const file = join(runPaths(folder).export, variant, "model.json");
      await mkdir(join(file, ".."), { recursive: true });
      await writeFile(file, "{}");
      await utimes(file, 1000 - age, 1000 - age);
    }
    expect(await newestExport(folder)).toBe(join(runPaths(folder).export, "folded", "model.json"));
  });

  it("needs a run", async () => {
    await expect(newestExport(parent)).rejects.toThrow(`${parent} holds no run.`);
  });
});

describe("the folder of a new run", () => {
  it("is named after the recipe and the time, and no folder that exists", async () => {
    const now = new Date(2026, 2, 4, 5, 6, 7);
    const first = await newRunFolder(parent, "/recipes/lenet.prune.json", now);
    expect(first).toBe(join(parent, "lenet-20260304-050607"));
    await mkdir(first);
    expect(await newRunFolder(parent, "/recipes/lenet.prune.json", now)).toBe(`${first}-2`);
  });
});
