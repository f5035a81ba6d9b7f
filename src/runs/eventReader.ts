import { open, readFile, stat } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
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
 * The events of a run as they are written. No file stays open between two looks, so that many runs can be watched, on
 * every kind of disk.
 */
export class EventTail {
  readonly #path: string;
  #lines: EventLines;
  /** Bytes read. */
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
    this.#lines = new EventLines(path);
  }

  /** Numbers (from 1) of lines so far that cannot be read although no crash explains it. */
  get damagedLines(): readonly number[] {
    return this.#lines.damaged;
  }

  /**
   * What was written since the last call, from the first event on. One call at a time. A file that was replaced by a
   * shorter one is read anew; its `runStarted` takes back what was said before.
   *
   * @throws RunFolderError where the file cannot be read, or was written by another version
   */
  async read(): Promise<readonly RunEvent[]> {
    try {
      const { size } = await stat(this.#path);
      if (size < this.#offset) {
        this.#lines = new EventLines(this.#path);
        this.#offset = 0;
      }
      return size === this.#offset ? [] : await this.#readOn();
    } catch (error) {
      throw refused(this.#path, "read", error);
    }
  }

  async #readOn(): Promise<RunEvent[]> {
    const file = await open(this.#path);
    const events: RunEvent[] = [];
    const chunk = Buffer.alloc(1 << 16);
    try {
      for (;;) {
        const { bytesRead } = await file.read(chunk, 0, chunk.length, this.#offset);
        if (bytesRead === 0) return events;
        this.#offset += bytesRead;
        events.push(...this.#lines.push(chunk.subarray(0, bytesRead)));
      }
    } finally {
      await file.close();
    }
  }
}

export function damageSentence(path: string, damagedLines: readonly number[]): string {
  const lines = `${damagedLines.length === 1 ? "Line" : "Lines"} ${damagedLines.join(", ")}`;
  return `${lines} of ${path} cannot be read; what was said there is missing.`;
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
