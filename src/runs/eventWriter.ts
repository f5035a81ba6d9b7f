import { closeSync, fsyncSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { formatEvent } from "./eventLine.ts";
import type { RunEvent } from "./events.ts";
import { refused } from "./runFolderError.ts";

/** Events that a crash must not take back: what comes after a checkpoint relies on them. */
const synced: ReadonlySet<RunEvent["type"]> = new Set(["checkpointSaved", "runEnded"]);

/** Appends events to `events.ndjson`, a line each, with one write a line, so that a reader never sees half of one. */
export class EventLogWriter {
  readonly #path: string;
  readonly #file: number;
  /** Whether the file ends within a line, which a crash or a full disk has torn. */
  #torn: boolean;

  /** @throws RunFolderError where the file cannot be written */
  constructor(path: string) {
    this.#path = path;
    try {
      this.#torn = endsWithinLine(path);
      this.#file = openSync(path, "a");
    } catch (error) {
      throw refused(path, "written", error);
    }
  }

  /** @throws RunFolderError where the line could not be written whole; the next one starts a fresh line then */
  append(event: RunEvent): void {
    const bytes = Buffer.from((this.#torn ? "\n" : "") + formatEvent(event));
    this.#torn = true;
    try {
      let written = 0;
      // A short write is the first sign of a full disk; the second one gets the error.
      while (written < bytes.length) written += writeSync(this.#file, bytes, written);
      if (synced.has(event.type)) fsyncSync(this.#file);
    } catch (error) {
      throw refused(this.#path, "written", error);
    }
    this.#torn = false;
  }

  close(): void {
    closeSync(this.#file);
  }
}

function endsWithinLine(path: string): boolean {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return false;
  const file = openSync(path, "r");
  try {
    const last = Buffer.alloc(1);
    readSync(file, last, 0, 1, size - 1);
    return last.toString() !== "\n";
  } finally {
    closeSync(file);
  }
}
