import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { TrainerJob } from "../../src/protocol/trainerMessages.ts";
import { runPaths } from "../../src/runs/runFolder.ts";
import { type LockHolder, readLock } from "../../src/runs/runLock.ts";
import { until } from "../until.ts";

/** Trainers that live on their own, as the extension starts them. */

export const trainerProgram = fileURLToPath(new URL("../../dist/trainer.js", import.meta.url));

/** Starts a trainer the way an extension host does: in a process of its own, which the test may kill. */
export function startFromElsewhere(job: TrainerJob & { detached: { errorFile: string } }) {
  const source = `
    const { fork } = require("node:child_process");
    const errors = require("node:fs").openSync(${JSON.stringify(job.detached.errorFile)}, "w");
    const options = { detached: true, stdio: ["ignore", "ignore", errors, "ipc"], serialization: "advanced" };
    fork(${JSON.stringify(trainerProgram)}, options).send(${JSON.stringify(job)});
  `;
  return spawn(process.execPath, ["-e", source], { stdio: "ignore" });
}

/** Whoever trains a run, as soon as somebody does. */
export function holderOf(run: string): Promise<LockHolder> {
  return until(async () => {
    const lock = await readLock(runPaths(run).lock);
    return lock.state === "held" && lock.holder;
  });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** How many events of this type a run has written. */
export async function countEvents(run: string, type: string): Promise<number> {
  const text = await readFile(path.join(run, "events.ndjson"), "utf8").catch(() => "");
  return text.split("\n").filter((line) => line.startsWith(`{"type":"${type}"`)).length;
}
