import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { appendFileSync } from "node:fs";

/** How a program ended. */
export interface Outcome {
  /** `notFound`: there is no such program. */
  readonly status: "succeeded" | "failed" | "notFound";
  /** As in: ended with code 1. */
  readonly end: string;
  /** The last of what it printed, on both streams. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** In addition to this process's. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end. Rejects only where it has been called off. */
export type Run = (command: string, args: readonly string[], options?: RunOptions) => Promise<Outcome>;

const keptOutput = 64_000;

/**
 * Runs programs of this machine.
 *
 * @param logFile gets all that they print
 * @param signal ends the one that runs, and whatever that has started
 */
export function programRunner(logFile: string, signal: AbortSignal): Run {
  return async (command, args, { cwd, env } = {}) => {
    signal.throwIfAborted();
    const line = [command, ...args].join(" ");
    log(logFile, `\n$ ${line}\n`);
    const options: SpawnOptions = { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] };
    // npm is a batch file on Windows, which only a shell runs. Elsewhere a group of its own can be ended as a whole.
    const child = onWindows
      ? spawn(line, { ...options, shell: true, windowsHide: true })
      : spawn(command, args, { ...options, detached: true });
    const stop = () => endAll(child);
    signal.addEventListener("abort", stop);
    const outcome = await outcomeOf(child, (text) => log(logFile, text));
    signal.removeEventListener("abort", stop);
    signal.throwIfAborted();
    return outcome;
  };
}

const onWindows = process.platform === "win32";

function outcomeOf(child: ChildProcess, onText: (text: string) => void): Promise<Outcome> {
  let output = "";
  const hear = (chunk: Buffer) => {
    const text = chunk.toString();
    onText(text);
    output = (output + text).slice(-keptOutput);
  };
  child.stdout?.on("data", hear);
  child.stderr?.on("data", hear);
  return new Promise((resolve) => {
    child.on("error", ({ message }) => resolve({ status: "notFound", end: message, output }));
    child.on("close", (code, signal) => {
      const end = signal ? `was ended by ${signal}` : `ended with code ${code}`;
      resolve({ status: code === 0 ? "succeeded" : "failed", end, output });
    });
  });
}

function endAll({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (onWindows) {
    spawn("taskkill", ["/pid", String(pid), "/t", "/f"], { stdio: "ignore" });
    return;
  }
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}

function log(file: string, text: string): void {
  try {
    appendFileSync(file, text);
  } catch {
    // On a full disk the sentence about that matters more.
  }
}
