import { appendFile, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WatchedRun } from "../../../src/extension/runs/watchedRun.ts";
import { PanelFeed } from "../../../src/extension/training/panelFeed.ts";
import type { RunEvent } from "../../../src/runs/events.ts";
import { EventLogWriter } from "../../../src/runs/eventWriter.ts";
import { runPaths } from "../../../src/runs/runFolder.ts";
import { straightRun } from "../../runs/straightRun.ts";
import { until } from "../../until.ts";

const events = straightRun({ passes: 3, tensors: 1, interval: 1, warnings: [] });

let folder: string;
let run: WatchedRun;
let feed: PanelFeed;
let isVisible: boolean;
/** What the page was told, in order. */
let told: (readonly RunEvent[] | "masks" | "liveness")[];
let weights: number;
let failures: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "feed-"));
  await writeFile(runPaths(folder).events, "");
  [isVisible, told, weights, failures] = [true, [], 0, []];
  run = new WatchedRun(folder, folder, () => {});
  feed = new PanelFeed(run, {
    view: () => ({
      add: async (added) => void told.push(added),
      masksChanged: async () => void told.push("masks"),
      liveness: async () => void told.push("liveness"),
    }),
    isVisible: () => isVisible,
    weightsChanged: () => weights++,
    failed: (sentence) => failures.push(sentence),
  });
});
afterEach(async () => {
  feed.dispose();
  run.dispose();
  await rm(folder, { recursive: true });
});

function write(from: number, to: number): void {
  const log = new EventLogWriter(runPaths(folder).events);
  for (const event of events.slice(from, to)) log.append(event);
  log.close();
}

describe("what a training panel is told", () => {
  it("is everything when it asks, and then what is new, together and once", async () => {
    write(0, 4);
    const { title, events: first, liveness, cannotRun } = await feed.open(null);
    expect([title, first, liveness, cannotRun]).toEqual([
      path.basename(folder),
      events.slice(0, 4),
      { state: "ended", cause: null },
      null,
    ]);
    write(4, 6);
    feed.tellSoon();
    write(6, 8);
    feed.tellSoon();
    await until(() => told.length > 0);
    expect(told).toEqual([events.slice(4, 8)]);
  });

  it("is nothing while it is hidden, and everything when it asks again", async () => {
    write(0, 4);
    await feed.open(null);
    isVisible = false;
    write(4, 8);
    feed.tellSoon();
    write(8, 9);
    isVisible = true;
    expect((await feed.open("restricted")).events).toEqual(events.slice(0, 9));
    feed.tellSoon();
    write(9, 10);
    await until(() => told.length > 0);
    expect(told).toEqual([events.slice(9, 10)]);
  });

  it("is nothing before it has asked", async () => {
    write(0, 4);
    feed.tellSoon();
    const { events: first } = await feed.open(null);
    write(4, 5);
    feed.tellSoon();
    await until(() => told.length > 0);
    expect([...first, ...(told[0] as RunEvent[])]).toEqual(events.slice(0, 5));
  });

  it("is that masks have changed once they are written, which is after their event", async () => {
    await feed.open(null);
    write(0, 7);
    feed.tellSoon();
    await until(() => told.length > 0);
    const { masks } = runPaths(folder);
    await writeFile(masks, "");
    feed.tellSoon();
    await until(() => told.length > 1);
    await utimes(masks, new Date(2020, 0), new Date(2020, 0));
    feed.tellSoon();
    await until(() => told.length > 2);
    expect(told).toEqual([events.slice(0, 7), "masks", "masks"]);
  });

  it("is read from the newest weights: after a checkpoint, an export, new masks", async () => {
    await feed.open(null);
    const atFirst = weights;
    write(0, 3);
    feed.tellSoon();
    await until(() => told.length === 1);
    expect(weights).toBe(atFirst);
    expect(events.slice(3, 5).map(({ type }) => type)).toEqual(["sizesMeasured", "checkpointSaved"]);
    write(3, 5);
    feed.tellSoon();
    await until(() => told.length === 2);
    expect(weights).toBe(atFirst + 1);
  });

  it("is a warning where lines of the log are damaged", async () => {
    write(0, 2);
    await appendFile(runPaths(folder).events, '{"type":\n');
    write(2, 4);
    const { events: first } = await feed.open(null);
    expect(first.at(-1)).toMatchObject({ type: "warning", message: expect.stringContaining("Line 3 of") });
  });

  it("ends with a sentence for the log where the run is gone", async () => {
    await feed.open(null);
    await rm(runPaths(folder).events);
    feed.tellSoon();
    await until(() => failures.length > 0);
    expect(failures[0]).toContain("cannot be read: it does not exist.");
    await expect(feed.open(null)).rejects.toThrow("cannot be read");
  });
});
