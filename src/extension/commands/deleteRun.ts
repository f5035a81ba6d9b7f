import { FileSystemError, window } from "vscode";
import { isLive, moodOf } from "../runs/runWording.ts";
import { chosenRun } from "./chosenRun.ts";
import type { RunCommand } from "./runContext.ts";

/** Moves a run to the trash or, where there is none, deletes it, as a person confirms. */
export const deleteRun: RunCommand = async (context, argument) => {
  const { runs, panels } = context;
  const run = await chosenRun(context, argument, {
    placeholder: "The run to delete",
    fits: (one) => !isLive(one) && moodOf(one) !== "elsewhere",
    none: "There is no run that could be deleted.",
  });
  if (!run) return;
  if (run.watched.isHeld) throw new Error(`${run.name} is being trained. Stop it first.`);
  const detail = `${run.folder.fsPath}\nIts events, masks, checkpoints and exported models go with it.`;
  const confirm = async (question: string, action: string) =>
    (await window.showWarningMessage(question, { modal: true, detail }, action)) === action;
  if (!(await confirm(`Move the run ${run.name} to the trash?`, "Move to Trash"))) return;
  panels.close(run);
  try {
    await runs.delete(run, true);
  } catch (error) {
    if (error instanceof FileSystemError && error.code === "FileNotFound") throw error;
    const question = `${run.name} could not be moved to the trash. Delete it for good?`;
    if (await confirm(question, "Delete")) await runs.delete(run, false);
  }
};
