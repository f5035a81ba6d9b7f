import { eventFormatVersion, type RunEvent, runEventSchema } from "./events.ts";
import { RunFolderError } from "./runFolderError.ts";

/** A line of `events.ndjson`: an event, or nothing where the line is empty or was torn while it was written. */
export type EventLine = { readonly event: RunEvent } | { readonly torn: boolean };

export function formatEvent(event: RunEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/**
 * A line that is no JSON was torn by a crash: the part of an object that came onto the disk never parses. A whole line
 * that is no event of ours was written by somebody else.
 *
 * @throws RunFolderError that names the line
 */
export function parseEventLine(line: string, number: number, path: string): EventLine {
  if (line.trim() === "") return { torn: false };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { torn: true };
  }
  const version = formatVersionIn(value);
  if (version !== undefined && version !== eventFormatVersion) {
    throw new RunFolderError(
      `${path} has events of format ${version}; this version of Sparsity Inspector reads format ${eventFormatVersion}. Install the version that wrote the run, or a newer one.`,
    );
  }
  const parsed = runEventSchema.safeParse(value);
  if (parsed.success) return { event: parsed.data };
  const issue = parsed.error.issues[0];
  const place = issue && issue.path.length > 0 ? ` (${issue.path.join(".")}: ${issue.message})` : "";
  throw new RunFolderError(
    `Line ${number} of ${path} is no event that this version of Sparsity Inspector knows${place}. A newer version may have written the run, or the file was changed.`,
  );
}

function formatVersionIn(value: unknown): unknown {
  const isStart = typeof value === "object" && value !== null && "type" in value && value.type === "runStarted";
  return isStart && "v" in value ? value.v : undefined;
}
