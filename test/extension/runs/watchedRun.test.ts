import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunChange, WatchedRun } from "../../../src/extension/runs/watchedRun.ts";
import type { RunProgress, TrainerControl } from "../../../src/protocol/trainerMessages.ts";
import { EventLogWriter } from "../../../src/runs/eventWriter.ts";
import { runPaths } from "../../../src/runs/runFolder.ts";
import { type Reach, RunLock } from "../../../src/runs/runLock.ts";
import { LiveLinkServer } from "../../../src/trainer/liveLink.ts";
import { straightRun } from "../../runs/straightRun.ts";
import { until } from "../../until.ts";

let parent: string;
let folder: string;
let errorFolder: string;
let run: WatchedRun;
let changes: RunChange[];
let close: (() => Promise<void>)[];

beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), "watched-"));
  folder = path.join(parent, "run");
  errorFolder = path.join(parent, "errors");
  await mkdir(folder);
  await mkdir(errorFolder);
  await writeFile(runPaths(folder).events, "");
  changes = [];
  close = [];
  run = new WatchedRun(folder, errorFolder, (change) => changes.push(change));
});
afterEach(async () => {
  run.dispose();
  for (const one of close) await one();
  await rm(parent, { recursive: true });
});

const events = straightRun({ passes: 2, tensors: 1, interval: 1, warnings: [] });

function write(from: number, to: number): void {
  const log = new EventLogWriter(runPaths(folder).events);
  for (const event of events.slice(from, to)) log.append(event);
  log.close();
}

const progress: RunProgress = {
  type: "progress",
  pass: 1,
  step: 9,
  steps: 20,
  loss: 0.5,
  accuracy: 0.5,
  paused: false,
};

/** Stands for a trainer: its end of the live link, and the lock that names it. */
async function train(): Promise<{ link: LiveLinkServer; asked: TrainerControl[]; end: () => Promise<void> }> {
  const asked: TrainerControl[] = [];
  const link = await LiveLinkServer.open((action) => asked.push(action));
  const lock = await hold({ socket: link.socket });
  const end = async () => {
    await lock.release();
    await link.close();
  };
  close.push(end);
  return { link, asked, end };
}

async function hold(reach: Reach): Promise<RunLock> {
  return RunLock.acquire(runPaths(folder).lock, reach);
}

async function leaveLock(holder: object): Promise<void> {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  await writeFile(runPaths(folder).lock, JSON.stringify({ pid, host: hostname(), token: "x", ...holder }));
}

describe("a run that is watched", () => {
  it("says what its events add up to, and what is new when it is looked at again", async () => {
    write(0, 3);
    await run.look();
    expect(run.state.passes.length).toBe(0);
    write(3, events.length);
    await run.look();
    expect(run.state).toMatchObject({ status: "completed", ended: { type: "runEnded" } });
    expect(run.state.passes.length).toBe(2);
    expect(changes.filter((change) => change === "events")).toHaveLength(2);
  });

  it("is interrupted where no event says how it ended and nobody trains", async () => {
    write(0, 3);
    await run.look();
    expect(run.state.status).toBe("interrupted");
    expect(run.liveness).toEqual({ state: "ended", cause: null });
  });

  it("is live while its trainer answers, whose progress it hears without looking", async () => {
    const { link } = await train();
    write(0, 3);
    await run.look();
    expect(run.liveness).toEqual({ state: "live", progress: null });
    expect(run.state.status).toBe("running");
    link.tell(progress);
    await until(() => changes.length > 2);
    expect(run.liveness).toEqual({ state: "live", progress });
    expect(run.isHeld).toBe(true);
  });

  it("tells its trainer what to do", async () => {
    const { asked } = await train();
    await run.look();
    run.control("pause");
    run.control("stop");
    await until(() => asked.length === 2);
    expect(asked).toEqual(["pause", "stop"]);
  });

  it("cannot be told anything where nobody trains, and says so", async () => {
    await run.look();
    expect(() => run.control("pause")).toThrow(
      `No trainer answers for the run ${folder}, so it cannot be told to pause.`,
    );
  });

  it("has ended once its trainer has gone, with all that it wrote before", async () => {
    const { end } = await train();
    write(0, 3);
    await run.look();
    write(3, events.length);
    await end();
    await until(() => run.liveness.state === "ended");
    expect(run.state.status).toBe("completed");
    expect(run.isHeld).toBe(false);
  });

  it("is live again with a new trainer", async () => {
    await (await train()).end();
    await run.look();
    expect(run.liveness.state).toBe("ended");
    const { asked } = await train();
    await run.look();
    run.control("continue");
    await until(() => asked.length > 0);
    expect(run.liveness.state).toBe("live");
  });

  it("is out of reach where its trainer is on another computer, has no socket, or does not answer there", async () => {
    for (const holder of [
      { pid: 1, host: "elsewhere", token: "x" },
      { pid: process.ppid, host: hostname(), token: "x" },
      { pid: process.ppid, host: hostname(), token: "x", socket: "/tmp/sparsity-000000/live.sock" },
    ]) {
      await writeFile(runPaths(folder).lock, JSON.stringify(holder));
      await run.look();
      expect(run.liveness).toEqual({ state: "unreachable" });
      expect(run.isHeld).toBe(true);
    }
  });

  it("says of a trainer that died what is known: its last words, if they are in our own folder", async () => {
    write(0, 3);
    const errorFile = path.join(errorFolder, "one.log");
    await writeFile(errorFile, "FATAL ERROR: JavaScript heap out of memory\n");
    await leaveLock({ errorFile });
    await run.look();
    expect(run.liveness).toEqual({
      state: "ended",
      cause:
        "The trainer process ended before the run was over. The run can be resumed from its last checkpoint. It said: FATAL ERROR: JavaScript heap out of memory",
    });
    expect(run.isDetached).toBe(true);

    const secret = path.join(parent, "secret");
    await writeFile(secret, "error: secret\n");
    await leaveLock({ errorFile: secret });
    const stranger = new WatchedRun(folder, errorFolder, () => {});
    await stranger.look();
    expect(JSON.stringify(stranger.liveness)).not.toContain("secret");
  });

  it("says what the process has seen that started the trainer", async () => {
    write(0, 3);
    await leaveLock({});
    await run.trainerEnded({ status: "failed", message: "It was ended by SIGKILL.", problems: [] });
    expect(run.liveness).toEqual({ state: "ended", cause: "It was ended by SIGKILL." });
  });

  it("needs no cause where an event says how it ended", async () => {
    write(0, events.length);
    await leaveLock({});
    await run.look();
    expect(run.liveness).toEqual({ state: "ended", cause: null });
  });

  it("says why it cannot be read, once, and goes on when it can", async () => {
    write(0, 3);
    await run.look();
    const lock = runPaths(folder).lock;
    await writeFile(lock, "{");
    await run.look();
    await run.look();
    expect(run.problem).toContain(`The lock ${lock} is damaged.`);
    expect(changes.filter((change) => change === "events")).toHaveLength(2);
    await rm(lock);
    await run.look();
    expect(run.problem).toBeUndefined();
    expect(run.state.started).toBeDefined();
  });

  it("says nothing any more once nobody wants to hear it", async () => {
    const { link } = await train();
    await run.look();
    changes.length = 0;
    run.dispose();
    link.tell(progress);
    write(0, 3);
    await run.look();
    expect(changes).toEqual([]);
  });
});
