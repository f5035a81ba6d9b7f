import { commands, Disposable, window } from "vscode";
import type { Liveness } from "../../protocol/trainingPanel.ts";
import { changeOf, percent, points } from "../../runs/figures.ts";
import { type RunState, sizesOf, smallestExact } from "../../runs/runState.ts";
import type { Services } from "../services.ts";
import { isResumable, moodOf } from "./runWording.ts";
import type { WorkspaceRun } from "./workspaceRun.ts";
import type { WorkspaceRuns } from "./workspaceRuns.ts";

/**
 * Tells how the runs end that VS Code started, whichever window did: those that fail, and those that complete while
 * nobody looks. What a terminal started is told there.
 */
export class RunNotices {
  readonly #services: Services;
  readonly #isShown: (run: WorkspaceRun) => boolean;
  readonly #livenesses = new WeakMap<WorkspaceRun, Liveness["state"]>();
  readonly #listening: Disposable;

  /** @param isShown whether the run's training panel is to be seen */
  constructor(services: Services, runs: WorkspaceRuns, isShown: (run: WorkspaceRun) => boolean) {
    this.#services = services;
    this.#isShown = isShown;
    this.#listening = Disposable.from(
      runs.onDidChange((run) => {
        if (run) this.#notice(run);
      }),
      runs.onDidStart((run) => {
        // It may have ended before it was looked at.
        this.#livenesses.set(run, "live");
        this.#notice(run);
      }),
    );
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #notice(run: WorkspaceRun): void {
    const before = this.#livenesses.get(run);
    const now = run.liveness.state;
    this.#livenesses.set(run, now);
    if (now !== "ended" || before === undefined || before === "ended" || !run.watched.isDetached) return;
    const mood = moodOf(run);
    this.#services.log.info(`${run.folder.fsPath}: ${mood}`);
    if (mood === "completed" && !this.#isShown(run)) void this.#tellCompletion(run);
    if (mood === "failed" || mood === "interrupted") void this.#tellFailure(run);
  }

  async #tellCompletion(run: WorkspaceRun): Promise<void> {
    const open = "Open Training Panel";
    const answer = await window.showInformationMessage(`${run.name} is complete: ${outcome(run.state)}.`, open);
    if (answer === open) await commands.executeCommand("sparsity.openTrainingPanel", run.folder);
  }

  async #tellFailure(run: WorkspaceRun): Promise<void> {
    const { state, liveness } = run;
    const cause = state.ended?.reason ?? (liveness.state === "ended" ? liveness.cause : null);
    const sentence = `${run.name} ${state.ended ? "has failed" : "was interrupted"}. ${cause ?? "Its process ended without a word."}`;
    this.#services.log.error(sentence);
    const [resume, show] = ["Resume", "Show Log"];
    const answer = await window.showErrorMessage(sentence, ...(isResumable(run) ? [resume] : []), show);
    if (answer === resume) await commands.executeCommand("sparsity.resumeRun", run.folder);
    if (answer === show) this.#services.log.show();
  }
}

function outcome(state: RunState): string {
  const { accuracyBefore, accuracyAfter, sparsity } = state.ended ?? {};
  const dense = sizesOf(state).find(({ variant }) => variant === "dense");
  const smallest = smallestExact(state);
  const facts = [
    sparsity == null ? [] : [`${percent(sparsity)} sparse`],
    accuracyAfter == null ? [] : [`accuracy ${percent(accuracyAfter)}`],
    accuracyBefore == null || accuracyAfter == null ? [] : [points(accuracyAfter - accuracyBefore)],
    dense && smallest ? [`gzip ${changeOf(dense.gzipBytes, smallest.gzipBytes)}`] : [],
  ].flat();
  return facts.length === 0 ? "nothing was measured" : facts.join(", ");
}
