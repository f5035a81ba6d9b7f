import { LiveLink } from "../protocol/liveLink.ts";
import type { RunProgress, TrainerControl } from "../protocol/trainerMessages.ts";
import { readRun } from "../runs/readRun.ts";
import { runPaths } from "../runs/runFolder.ts";
import { type LockHolder, readLock } from "../runs/runLock.ts";
import type { RunStatus } from "../runs/runState.ts";
import { JobError } from "./exit.ts";

/** Seconds without a word from a trainer after which nobody waits any longer. A step of a large network takes some. */
const patience = 60;

/** What a trainer said when it had done what it was told, or how it has ended. */
export type Controlled = { readonly progress: RunProgress } | { readonly ended: RunStatus };

/**
 * Tells the trainer of a run, whoever started it, to pause, continue or stop, and waits until it has.
 *
 * @throws JobError where nobody trains there, or the trainer does not answer
 */
export async function controlRun(run: string, action: TrainerControl): Promise<Controlled> {
  const { state } = await readRun(run);
  const lock = await readLock(runPaths(run).lock);
  if (lock.state === "free" || lock.state === "dead") throw nobodyTrains(run, state.status);
  if (lock.state === "elsewhere") {
    throw new JobError(`${lock.holder.host} trains ${run}. Say it there: sparsity ${action} …`);
  }
  const progress = await tell(run, lock.holder, action);
  return progress ? { progress } : { ended: (await readRun(run)).state.status };
}

/** Resolves with the progress that shows it, or undefined once the trainer has ended. */
function tell(run: string, { pid, socket }: LockHolder, action: TrainerControl): Promise<RunProgress | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer);
      connecting.then((link) => link.close()).catch(() => {});
      act();
    };
    const giveUp = () => settle(() => reject(silence(run)));
    let timer = setTimeout(giveUp, patience * 1000);
    const connecting =
      socket === undefined
        ? Promise.reject(new Error("it has no socket"))
        : LiveLink.connect(socket, {
            progress(progress) {
              clearTimeout(timer);
              timer = setTimeout(giveUp, patience * 1000);
              const done = action === "stop" ? false : progress.paused === (action === "pause");
              if (done) settle(() => resolve(progress));
            },
            closed: () => settle(() => resolve(undefined)),
          });
    connecting
      .then((link) => link.control(action))
      .catch(() => settle(() => reject(new JobError(`Process ${pid}, which trains ${run}, cannot be reached.`))));
  });
}

/** Behind "it". */
export const statusPhrases: Readonly<Record<RunStatus, string>> = {
  running: "is running",
  completed: "is complete",
  stopped: "was stopped",
  failed: "has failed",
  interrupted: "was interrupted",
};

function nobodyTrains(run: string, status: RunStatus): JobError {
  const next = status === "completed" ? "" : ` Go on with it: npx sparsity resume ${run}`;
  return new JobError(`Nobody trains ${run}: it ${statusPhrases[status]}.${next}`);
}

function silence(run: string): JobError {
  return new JobError(
    `The trainer of ${run} has not answered for ${patience} seconds. It will do as told when its step is over.`,
  );
}
