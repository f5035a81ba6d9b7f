import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EventTail, readEvents } from "../../src/runs/eventReader.ts";
import type { RunEvent } from "../../src/runs/events.ts";
import { EventLogWriter } from "../../src/runs/eventWriter.ts";
import { RunFolderError } from "../../src/runs/runFolderError.ts";
import { resumedAt, straightRun } from "./straightRun.ts";

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "events-"));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  path = join(folder, "events.ndjson");
  await rm(path, { force: true });
});

// Letters of several bytes, so that a cut can fall within one.
const events: RunEvent[] = straightRun({ passes: 2, tensors: 1, interval: 1, warnings: [0] }).map((event) =>
  event.type === "warning" ? { ...event, message: "größer → 模型 🙂" } : event,
);
const resumed = resumedAt({ pass: 0, batch: 0 });

function write(given: readonly RunEvent[]): void {
  const log = new EventLogWriter(path);
  for (const event of given) log.append(event);
  log.close();
}

describe("the event log", () => {
  it("gives back the events that were written, a line each", async () => {
    write(events);
    expect(await readEvents(path)).toEqual({ events, damagedLines: [] });
    expect((await readFile(path, "utf8")).trimEnd().split("\n")).toHaveLength(events.length);
  });

  it("cut off at any byte gives every event that is whole, and goes on on a fresh line", async () => {
    const short = events.filter(({ type, pass }) => type === "warning" || (type === "passStarted" && pass === 1));
    write(short);
    const bytes = await readFile(path);
    for (let length = 0; length <= bytes.length; length++) {
      const kept = bytes.subarray(0, length);
      await writeFile(path, kept);
      // A line that lacks nothing but its line break is whole.
      const whole = kept.toString().split("\n").filter(isJson).length;
      expect((await readEvents(path)).events).toEqual(short.slice(0, whole));

      write([resumed]);
      expect(await readEvents(path)).toEqual({ events: [...short.slice(0, whole), resumed], damagedLines: [] });
    }
  });

  it("survives a crash after the crash", async () => {
    write(events.slice(0, 3));
    await appendFile(path, '{"type":"passEn');
    await appendFile(path, '\n{"type":"runRes');
    write([resumed]);
    expect(await readEvents(path)).toEqual({ events: [...events.slice(0, 3), resumed], damagedLines: [] });
  });

  it("names lines that no crash explains, and reads the others", async () => {
    write(events);
    const lines = (await readFile(path, "utf8")).split("\n");
    lines[3] = lines[3].slice(0, -5);
    await writeFile(path, lines.join("\n"));
    expect(await readEvents(path)).toEqual({ events: events.filter((_, i) => i !== 3), damagedLines: [4] });
  });

  it("refuses the format of a later version in a sentence", async () => {
    await writeFile(path, `${JSON.stringify({ ...events[0], v: 2, shape: "new" })}\n`);
    await expect(readEvents(path)).rejects.toThrow(RunFolderError);
    await expect(readEvents(path)).rejects.toThrow(
      `${path} has events of format 2; this version of Sparsity Inspector reads format 1.`,
    );
  });

  it("refuses an event that it does not know, and names the line", async () => {
    write(events.slice(0, 2));
    await appendFile(path, '{"type":"sparsified","pass":1}\n');
    await expect(readEvents(path)).rejects.toThrow(`Line 3 of ${path} is no event that this version`);
  });

  it("refuses a file that does not exist", async () => {
    await expect(readEvents(path)).rejects.toThrow(`${path} cannot be read: it does not exist.`);
  });

  it("says in words that it cannot be written", () => {
    const write = () => new EventLogWriter(join(folder, "missing", "events.ndjson"));
    expect(write).toThrow(RunFolderError);
    expect(() => new EventLogWriter(folder)).toThrow("a folder is in the way of a file");
  });

  it.runIf(process.platform === "linux")("says in words that the disk is full, and why the run can go on later", () => {
    const log = new EventLogWriter("/dev/full");
    expect(() => log.append(events[0])).toThrow(
      "/dev/full cannot be written: there is no space left. Free some and resume the run from its last checkpoint.",
    );
    log.close();
  });

  it("can be followed while it is written, whatever pieces the lines come in", async () => {
    await writeFile(path, "");
    const tail = new EventTail(path);
    const seen: RunEvent[] = [];
    const bytes = Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
    for (let start = 0; start < bytes.length; start += 97) {
      await appendFile(path, bytes.subarray(start, start + 97));
      seen.push(...(await tail.read()));
    }
    expect(seen).toEqual(events);
    expect(await tail.read()).toEqual([]);
  });

  it("is read anew where a new run has taken the place of the one that was followed", async () => {
    write(events);
    const tail = new EventTail(path);
    await tail.read();
    await rm(path);
    write(events.slice(0, 2));
    expect(await tail.read()).toEqual(events.slice(0, 2));
  });

  it("that is followed names its damaged lines too", async () => {
    write(events.slice(0, 2));
    await appendFile(path, '{"type":\n');
    write(events.slice(2));
    const tail = new EventTail(path);
    expect(await tail.read()).toEqual(events);
    expect(tail.damagedLines).toEqual([3]);
  });

  it("that was removed is an error in a sentence", async () => {
    await expect(new EventTail(path).read()).rejects.toThrow(`${path} cannot be read: it does not exist.`);
  });
});

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
