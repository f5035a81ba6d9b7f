import { rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { watchOnDisk } from "../../../src/extension/inspector/watchOnDisk.ts";
import { PlayedRun } from "../../inspection/playedRun.ts";
import { temporaryFolder } from "../../models/folder.ts";

const folder = await temporaryFolder();
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** How often a watcher has called back. It looks when it is told to start, so that comes first. */
async function watch(file: string): Promise<{ calls: number }> {
  const heard = { calls: 0 };
  const watching = watchOnDisk({ scheme: "file", fsPath: file }, () => heard.calls++);
  stops.push(() => watching.dispose());
  await sleep(500);
  return heard;
}

const soon = { timeout: 20_000 };

describe("a file that is watched", () => {
  it("tells when it is written, when another takes its place, and when it comes back", async () => {
    const file = path.join(folder, "w.h5");
    await writeFile(file, "one");
    const heard = await watch(file);
    await writeFile(file, "another");
    await expect.poll(() => heard.calls, soon).toBe(1);
    await writeFile(`${file}.tmp`, "a third");
    await rename(`${file}.tmp`, file);
    await expect.poll(() => heard.calls, soon).toBe(2);
    // Longer than a look and the wait for quiet.
    await rm(file);
    await sleep(4000);
    expect(heard.calls).toBe(2);
    await writeFile(file, "back");
    await expect.poll(() => heard.calls, soon).toBe(3);
  });

  it("that is the masks of a run tells of all that the run records", async () => {
    const run = await PlayedRun.begin(path.join(folder, "run"));
    await run.checkpoint(0);
    await run.pass(0);
    const heard = await watch(path.join(run.folder, "masks.safetensors"));
    await run.checkpoint(1);
    await expect.poll(() => heard.calls, soon).toBe(1);
    await run.abandon();
  });
});
