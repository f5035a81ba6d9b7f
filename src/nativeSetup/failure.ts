import type { Outcome } from "./programs.ts";
import { NativeSetupError } from "./setupError.ts";

interface Cause {
  readonly pattern: RegExp;
  /** What is the matter, and what to do. */
  readonly sentence: string;
}

/** What programs print, npm, pip and compilers alike, where the system is the cause. */
const causes: readonly Cause[] = [
  {
    pattern: /ENOSPC|EDQUOT|no space left on device|disk quota exceeded/i,
    sentence: "The disk is full. Make room, then try again.",
  },
  {
    pattern:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|failed to establish a new connection|name resolution|name or service not known|network is unreachable|read timed out|connection (refused|timed out|reset)|proxyerror|certificate[_ ]verify[_ ]failed|self.signed certificate/i,
    sentence: "It cannot reach the package registry. Check the network, or its settings for a proxy or a mirror.",
  },
  {
    pattern: /EACCES|EPERM|EROFS|permission denied|read-only file system/i,
    sentence: "It may not write there. Give a folder of your own.",
  },
  {
    pattern: /virtual memory exhausted|killed signal|out of memory|was ended by SIGKILL/i,
    sentence: "The memory did not suffice. Close other programs, then try again.",
  },
];

/** The usual cause that an output shows, as a sentence for people with what to do; undefined where it shows none. */
export function usualCause(output: string): string | undefined {
  return causes.find(({ pattern }) => pattern.test(output))?.sentence;
}

const shownLines = 8;

/**
 * An error about a program that failed: with the usual cause where its output shows one, else with its last lines.
 *
 * @param what failed, as the start of a sentence: "npm could not install tfjs-node"
 * @param logFile has all that it printed
 */
export function programFailure(what: string, { end, output }: Outcome, logFile: string): NativeSetupError {
  const whole = `All that it printed: ${logFile}`;
  const cause = usualCause(`${output}\n${end}`);
  if (cause) return new NativeSetupError(`${what}. ${cause}`, [whole]);
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return new NativeSetupError(`${what}: it ${end}.`, [...lines.slice(-shownLines), whole]);
}
