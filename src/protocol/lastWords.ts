/** How a trainer process died, in sentences for people. */

const canBeResumed = "before the run was over. The run can be resumed from its last checkpoint.";

export function describeDeath(code: number | null, signal: NodeJS.Signals | null): string {
  const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
  const cause = signal === "SIGKILL" ? " (often: out of memory)" : "";
  return `The trainer process ${how}${cause} ${canBeResumed}`;
}

/** For who only finds that it is gone. */
export const unseenDeath = `The trainer process ended ${canBeResumed}`;

const mostLines = 5;

/** Libraries say much on standard error. These lines may tell of an end. */
const telling = /error|fatal|abort|terminat|exception|memory|fail|invalid|cannot|assert|signal/i;

/** Bundled code, stack frames and tables of the garbage collector, which only a developer could read. */
const unreadable = /^\s*(at |\^+\s*$|node:internal|file:\/\/|\d+: 0x|\[\d+:0x)/;

/** What TensorFlow remarks on, informs of and warns of. */
const remark = /^(WARNING: All log messages before|[IW]\d{4} |\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: [IW] )/;

/** What a standard error says of the end of its process. */
export function lastWords(errorText: string): string[] {
  return errorText
    .split("\n")
    .filter((line) => telling.test(line) && !unreadable.test(line) && !remark.test(line) && line.length < 400)
    .slice(-mostLines);
}
