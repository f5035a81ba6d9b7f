import type { Liveness } from "../../../src/protocol/trainingPanel.ts";
import type { RunState } from "../../../src/runs/runState.ts";
import { isGoingOn, type PageStatus } from "./status.ts";

/** A sentence about the run as a whole, and whether it comes with the button that resumes. */
export interface Message {
  readonly tone: "information" | "warning" | "error";
  readonly text: string;
  readonly offersResume: boolean;
}

/**
 * What a person must know of the state of a run, and what to do; undefined where all is well.
 *
 * @param cannotRun why nothing can be resumed here; null where it can
 */
export function messageOf(
  status: PageStatus,
  state: RunState,
  liveness: Liveness,
  cannotRun: string | null,
): Message | undefined {
  switch (status) {
    case "starting":
      return {
        tone: "information",
        text: "The data are read and the network is built. The first figures are those of the dense network.",
        offersResume: false,
      };
    case "elsewhere":
      return {
        tone: "information",
        text: "Another computer, or a process that does not answer, writes this run. It can be watched here, not controlled.",
        offersResume: false,
      };
    case "failed":
      return resumable("error", state.ended?.reason ?? "The run failed.", state, cannotRun);
    case "stopped":
      return resumable("information", state.ended?.reason ?? "It was stopped.", state, cannotRun);
    case "interrupted": {
      const cause = liveness.state === "ended" ? liveness.cause : null;
      return resumable("warning", cause ?? "The process ended before the run was over.", state, cannotRun);
    }
    case "completed":
      return state.ended?.reason ? { tone: "information", text: state.ended.reason, offersResume: false } : undefined;
    default:
      return undefined;
  }
}

/** The same for a report, which can do nothing about it. */
export function reportMessage(run: {
  readonly status: PageStatus;
  readonly state: RunState;
  readonly liveness: Liveness;
}): Message | undefined {
  const { status, state, liveness } = run;
  if (isGoingOn(status)) {
    return { tone: "information", text: "The run was going on when this report was written.", offersResume: false };
  }
  const message = messageOf(status, state, liveness, null);
  return message && { ...message, offersResume: false };
}

function resumable(tone: Message["tone"], cause: string, { checkpoints }: RunState, cannotRun: string | null): Message {
  const newest = checkpoints.at(-1);
  if (!newest) return { tone, text: `${cause} It had no checkpoint yet: start it anew.`, offersResume: false };
  const where = newest.pass === 0 ? "from before the first pass" : `after pass ${newest.pass - 1}`;
  const text = `${cause} Its newest checkpoint is ${where}.`;
  return cannotRun === null
    ? { tone, text, offersResume: true }
    : { tone, text: `${text} ${cannotRun}`, offersResume: false };
}
