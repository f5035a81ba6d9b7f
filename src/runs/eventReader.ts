import { open, readFile } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as sleep } from "node:timers/promises";
import { parseEventLine } from "./eventLine.ts";
import type { RunEvent } from "./events.ts";
import { refused } from "./runFolderError.ts";

export interface EventLog {
  readonly events: readonly RunEvent[];
  /** Numbers (from 1) of lines that cannot be read although no crash explains it. */
  readonly damagedLines: readonly number[];
}

/**
 * Reads the events of a run that has ended, died, or is still being written.
 *
 * @throws RunFolderError where the file cannot be read, or was written by another version
 */
export async function readEvents(path: string): Promise<EventLog> {
  const lines = new EventLines(path);
  try {
    const events = lines.push(await readFile(path));
    return { events: [...events, ...lines.end()], damagedLines: lines.damaged };
  } catch (error) {
    throw refused(path, "read", error);
  }
}

/**
 * The events of a run as they are written, from the first one on, until `signal` aborts. A run that has ended may be
 * taken up again, so its end does not end this.
 *
 * @param pollMilliseconds between two looks at the file, which works on every kind of disk
 */
export async function* followEvents(
  path: string,
  signal: AbortSignal,
  pollMilliseconds = 250,
): AsyncGenerator<RunEvent, void> {
  const lines = new EventLines(path);
  const file = await open(path).catch((error) => {
    throw refused(path, "read", error);
  });
  const chunk = Buffer.alloc(1 << 16);
  try {
    while (!signal.aborted) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length);
      yield* lines.push(chunk.subarray(0, bytesRead));
      if (bytesRead === 0) await sleep(pollMilliseconds, undefined, { signal }).catch(() => {});
    }
  } finally {
    await file.close();
  }
}

/** Cuts bytes, however they arrive, into lines and reads the events in them. */
class EventLines {
  readonly damaged: number[] = [];
  readonly #path: string;
  readonly #decoder = new StringDecoder("utf8");
  #rest = "";
  #line = 0;
  #torn: number[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  push(bytes: Buffer): RunEvent[] {
    const lines = (this.#rest + this.#decoder.write(bytes)).split("\n");
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#read(line));
  }

  /** What follows the last line break: an event if it is whole. */
  end(): RunEvent[] {
    return this.#read(this.#rest + this.#decoder.end());
  }

  #read(line: string): RunEvent[] {
    this.#line++;
    const parsed = parseEventLine(line, this.#line, this.#path);
    if ("event" in parsed) {
      // After a crash the run is taken up again; after a full disk it fails. Nothing else explains a torn line.
      const explained = parsed.event.type === "runResumed" || parsed.event.type === "runEnded";
      if (!explained) this.damaged.push(...this.#torn);
      this.#torn = [];
      return [parsed.event];
    }
    if (parsed.torn) this.#torn.push(this.#line);
    return [];
  }
}
