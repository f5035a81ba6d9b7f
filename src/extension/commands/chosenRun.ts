import { type QuickPickItem, QuickPickItemKind, Uri, window, workspace } from "vscode";
import { describeRun, isLive, moodOf } from "../runs/runWording.ts";
import type { WorkspaceRun } from "../runs/workspaceRun.ts";
import type { RunContext } from "./runContext.ts";

/** What a command that was called on no run asks a person. */
export interface RunQuestion {
  readonly placeholder: string;
  /** Which runs it is about. */
  readonly fits: (run: WorkspaceRun) => boolean;
  /** What is said where there are none. */
  readonly none: string;
  /** Whether the run whose panel has the focus is meant without a word; it is where absent. */
  readonly prefersActive?: boolean;
}

/**
 * The run that a command is about: the one that it was called on, the one whose panel has the focus, the only one, or the
 * one that a person picks.
 *
 * @param argument of the command: a run's folder, or an entry of the runs view
 * @returns undefined where there is none, which has been said then, or the person has called it off
 */
export async function chosenRun(
  { runs, panels }: RunContext,
  argument: unknown,
  question: RunQuestion,
): Promise<WorkspaceRun | undefined> {
  const folder = folderIn(argument);
  if (folder) {
    const run = await runs.open(folder);
    if (!run) throw new Error(`${folder.fsPath} holds no run any more.`);
    return run;
  }
  const candidates = (await runs.list()).filter(question.fits);
  const [only] = candidates;
  if (!only) void window.showInformationMessage(question.none);
  if (candidates.length < 2) return only;
  const active = question.prefersActive === false ? undefined : panels.active;
  return active && candidates.includes(active) ? active : pick(candidates, question.placeholder);
}

function folderIn(argument: unknown): Uri | undefined {
  if (argument instanceof Uri) return argument;
  const isEntry = typeof argument === "object" && argument !== null && "uri" in argument;
  return isEntry && argument.uri instanceof Uri ? argument.uri : undefined;
}

async function pick(candidates: readonly WorkspaceRun[], placeholder: string): Promise<WorkspaceRun | undefined> {
  const live = candidates.filter(isLive);
  const others = candidates.filter((run) => !isLive(run));
  const items = [...group("live", live), ...group("ended", others)];
  const picked = await window.showQuickPick(items, { placeHolder: placeholder, matchOnDetail: true });
  return picked?.run;
}

interface RunItem extends QuickPickItem {
  readonly run?: WorkspaceRun;
}

function group(title: string, runs: readonly WorkspaceRun[]): RunItem[] {
  if (runs.length === 0) return [];
  return [{ label: title, kind: QuickPickItemKind.Separator }, ...runs.map(itemOf)];
}

function itemOf(run: WorkspaceRun): RunItem {
  const icon = isLive(run) ? (moodOf(run) === "paused" ? "$(debug-pause) " : "$(sync~spin) ") : "";
  return {
    run,
    label: icon + run.name,
    description: describeRun(run),
    detail: workspace.asRelativePath(run.folder),
  };
}
