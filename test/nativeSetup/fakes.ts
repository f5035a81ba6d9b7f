import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { SetupContext } from "../../src/nativeSetup/context.ts";
import type { SetupEvent } from "../../src/nativeSetup/events.ts";
import type { Outcome, Run, RunOptions } from "../../src/nativeSetup/programs.ts";

/** What a program does: succeeds with what it returns, or ends as it says. */
type Program = (args: readonly string[], options: RunOptions) => Promise<string | Outcome>;

/** A machine with these programs and no others, and what has been called, as command lines. */
export function programs(installed: Readonly<Record<string, Program>>): { run: Run; calls: string[] } {
  const calls: string[] = [];
  const run: Run = async (command, args, options = {}) => {
    calls.push([command, ...args].join(" "));
    const program = installed[command];
    if (!program) return { status: "notFound", end: `spawn ${command} ENOENT`, output: "" };
    const result = await program(args, options);
    return typeof result === "string" ? { status: "succeeded", end: "ended with code 0", output: result } : result;
  };
  return { run, calls };
}

export function prints(output: string): Program {
  return async () => output;
}

export function fails(output: string): Program {
  return async () => ({ status: "failed", end: "ended with code 1", output });
}

/** A context that keeps what it is told. */
export function contextOf(run: Run, logFile = "/nowhere/native.log"): SetupContext & { events: SetupEvent[] } {
  const events: SetupEvent[] = [];
  return { run, logFile, signal: new AbortController().signal, events, tell: (event) => events.push(event) };
}

export async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}
