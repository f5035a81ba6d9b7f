import { readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { LiveLink } from "../../src/protocol/liveLink.ts";
import type { RunProgress } from "../../src/protocol/trainerMessages.ts";
import { TrainerProcess } from "../../src/protocol/trainerProcess.ts";
import { readRun } from "../../src/runs/readRun.ts";
import { runPaths } from "../../src/runs/runFolder.ts";
import { readLock } from "../../src/runs/runLock.ts";
import { eventsOf, readEventFile, temporaryFolder, writeTinyRecipe } from "../cli/tinyRun.ts";
import { until } from "../until.ts";
import { countEvents, holderOf, isAlive, startFromElsewhere, trainerProgram } from "./detachedTrainer.ts";

const folder = await temporaryFolder();
// Long enough that nothing ends by itself before the test has interfered.
const recipe = await writeTinyRecipe(folder, { passes: 400, keepCheckpoints: 1 });
const detached = { errorFile: path.join(folder, "trainer.log") };

const pids: number[] = [];
afterAll(() => {
  for (const pid of pids.filter(isAlive)) process.kill(pid, "SIGKILL");
});

function start(name: string) {
  const run = path.join(folder, name);
  const trainer = new TrainerProcess(trainerProgram, { type: "prune", recipe, runFolder: run, detached }, () => {});
  return { run, trainer };
}

interface Watcher {
  readonly end: LiveLink;
  /** Undefined before the trainer has said something. */
  readonly newest: () => RunProgress | undefined;
}

async function watch(run: string): Promise<Watcher> {
  const { pid, socket } = await holderOf(run);
  pids.push(pid);
  let newest: RunProgress | undefined;
  const hear = (progress: RunProgress) => {
    newest = progress;
  };
  const end = await LiveLink.connect(socket ?? "", { progress: hear, closed() {} });
  return { end, newest: () => newest };
}

describe("a trainer that lives on its own", () => {
  it("pauses, goes on and stops as those say who found it through the lock of its run", async () => {
    const { run, trainer } = start("controlled");
    const [one, other] = [await watch(run), await watch(run)];
    await until(() => (one.newest()?.step ?? 0) > 0);
    one.end.control("pause");
    await until(() => one.newest()?.paused && other.newest()?.paused);
    const step = one.newest()?.step ?? 0;
    expect(other.newest()?.step).toBe(step);

    other.end.control("continue");
    await until(() => !one.newest()?.paused && (one.newest()?.step ?? 0) > step);

    other.end.control("stop");
    expect(await trainer.ended).toEqual({ status: "stopped" });
    expect((await readRun(run)).state).toMatchObject({
      status: "stopped",
      ended: { reason: "It was stopped by hand." },
    });
    expect(await readLock(runPaths(run).lock)).toEqual({ state: "free" });
  });

  it("goes on when whoever started it is killed, and is found and stopped by another", async () => {
    const run = path.join(folder, "orphaned");
    const starter = startFromElsewhere({ type: "prune", recipe, runFolder: run, detached });
    const { pid } = await holderOf(run);
    pids.push(pid);
    await until(async () => (await countEvents(run, "passEnded")) > 0);
    starter.kill("SIGKILL");
    await until(() => starter.signalCode !== null);
    const passes = await countEvents(run, "passEnded");
    await until(async () => (await countEvents(run, "passEnded")) > passes + 1);

    const { end, newest } = await watch(run);
    await until(() => newest());
    end.control("stop");
    await until(() => !isAlive(pid));
    const { state } = await readRun(run);
    expect(state.status).toBe("stopped");
    expect(state.passes.length).toBeGreaterThan(passes + 1);
  });

  it("leaves a lock when it is killed, whose dead socket disturbs nobody", async () => {
    const { run, trainer } = start("killed");
    const { pid, socket } = await holderOf(run);
    await until(async () => (await countEvents(run, "passEnded")) > 0);
    process.kill(pid, "SIGKILL");
    expect(await trainer.ended).toMatchObject({ status: "failed", message: expect.stringContaining("SIGKILL") });
    expect(await readLock(runPaths(run).lock)).toMatchObject({ state: "dead", holder: { pid, socket } });
    expect((await readRun(run)).state.status).toBe("interrupted");

    const again = new TrainerProcess(trainerProgram, { type: "resume", runFolder: run, detached }, () => {});
    const { end, newest } = await watch(run);
    await until(() => newest());
    await expect(stat(path.dirname(socket ?? ""))).rejects.toThrow("ENOENT");
    end.control("stop");
    expect(await again.ended).toEqual({ status: "stopped" });
    expect(eventsOf(await readEventFile(run), "runResumed")).toHaveLength(1);
  });

  it("leaves the last words of its process where it was told to", async () => {
    const env = { ...process.env, NODE_OPTIONS: "--max-old-space-size=8" };
    const job = { type: "prune", recipe, detached } as const;
    const outcome = await new TrainerProcess(trainerProgram, job, () => {}, { env }).ended;
    expect(outcome).toMatchObject({
      status: "failed",
      message: expect.stringContaining("SIGABRT"),
      problems: [expect.stringContaining("JavaScript heap out of memory")],
    });
    expect(await readFile(detached.errorFile, "utf8")).toContain("JavaScript heap out of memory");
  });

  it("that is stopped before it has measured the network as it came ends there, and says so", async () => {
    const { run, trainer } = start("early");
    trainer.control("stop");
    expect(await trainer.ended).toEqual({ status: "stopped" });
    const { state } = await readRun(run);
    expect(state).toMatchObject({ status: "stopped", dense: undefined });
    expect(state.checkpoints.length).toBe(0);
    const again = new TrainerProcess(trainerProgram, { type: "resume", runFolder: run, detached }, () => {});
    expect(await again.ended).toMatchObject({
      status: "failed",
      message: expect.stringContaining("no checkpoint yet"),
    });
  });

  it("refuses what it cannot do before there is a run, with all problems", async () => {
    const broken = path.join(folder, "broken.prune.json");
    await writeFile(broken, '{ "model": "model.json", "passes": "ten" }');
    const trainer = new TrainerProcess(trainerProgram, { type: "prune", recipe: broken, detached }, () => {});
    const outcome = await trainer.ended;
    expect(outcome).toMatchObject({ status: "failed", message: expect.stringContaining(`The recipe ${broken}`) });
    if (outcome.status === "failed") expect(outcome.problems.length).toBeGreaterThan(1);
    expect(await readFile(detached.errorFile, "utf8")).toBe("");
  });
});
