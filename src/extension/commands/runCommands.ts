import { Uri, window } from "vscode";
import type { TrainerControl } from "../../protocol/trainerMessages.ts";
import { runPaths } from "../../runs/runFolder.ts";
import { recipeOfRun } from "../runs/recipeOfRun.ts";
import { isLive, isResumable, moodOf } from "../runs/runWording.ts";
import { chosenRun, type RunQuestion } from "./chosenRun.ts";
import { revealFolder } from "./revealFolder.ts";
import type { RunCommand } from "./runContext.ts";
import { tellStartFailure } from "./startFailure.ts";

const anyRun = { fits: () => true, none: "There are no runs here yet. Prune Model makes one." };

export const runRecipe: RunCommand = async ({ runs, services }, argument) => {
  const recipe = argument instanceof Uri ? argument : window.activeTextEditor?.document.uri;
  if (!recipe) throw new Error("Open a recipe, a *.prune.json file, to run it.");
  await runs.start(recipe).catch((error) => tellStartFailure(services.log, error, recipe));
};

export const openTrainingPanel: RunCommand = async (context, argument) => {
  const question = { placeholder: "The run to look at", ...anyRun, prefersActive: false };
  const run = await chosenRun(context, argument, question);
  if (run) context.panels.show(run);
};

function control(action: TrainerControl, question: RunQuestion): RunCommand {
  return async (context, argument) => {
    const run = await chosenRun(context, argument, question);
    run?.control(action);
  };
}

export const pauseRun = control("pause", {
  placeholder: "The run to pause",
  fits: (run) => isLive(run) && moodOf(run) !== "paused",
  none: "Nothing is being trained.",
});

export const continueRun = control("continue", {
  placeholder: "The run to go on with",
  fits: (run) => moodOf(run) === "paused",
  none: "No run is paused.",
});

export const stopRun = control("stop", {
  placeholder: "The run to stop",
  fits: isLive,
  none: "Nothing is being trained.",
});

export const resumeRun: RunCommand = async (context, argument) => {
  const run = await chosenRun(context, argument, {
    placeholder: "The run to take up again from its newest checkpoint",
    fits: isResumable,
    none: "There is no run to take up again: none was stopped or interrupted after a checkpoint.",
  });
  if (run) await context.runs.resume(run).catch((error) => tellStartFailure(context.services.log, error));
};

export const revealRunFolder: RunCommand = async (context, argument) => {
  const run = await chosenRun(context, argument, { placeholder: "The run whose folder to show", ...anyRun });
  if (run) await revealFolder(run.folder);
};

export const openRunRecipe: RunCommand = async (context, argument) => {
  const run = await chosenRun(context, argument, { placeholder: "The run whose recipe to open", ...anyRun });
  if (!run) return;
  const { file } = await recipeOfRun(run.folder.fsPath);
  await window.showTextDocument(Uri.file(file));
};

export const openEventLog: RunCommand = async (context, argument) => {
  const run = await chosenRun(context, argument, { placeholder: "The run whose events to open", ...anyRun });
  if (run) await window.showTextDocument(Uri.file(runPaths(run.folder.fsPath).events));
};

export const refreshRuns: RunCommand = ({ runs }) => runs.refresh();
