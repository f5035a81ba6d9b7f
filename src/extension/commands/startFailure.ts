import { CancellationError, commands, type LogOutputChannel, Range, type Uri, window } from "vscode";
import { RunStartError, restrictedMode } from "../runs/runStartError.ts";
import { shortProblem } from "./shortProblem.ts";

/** Problems that a message has room for. */
const shownProblems = 5;

/**
 * Tells why a run could not be started or taken up again, with what to do about it.
 *
 * @param recipe to open, where there is one
 */
export async function tellStartFailure(log: LogOutputChannel, error: unknown, recipe?: Uri): Promise<void> {
  if (error instanceof CancellationError) return;
  const sentence = error instanceof Error ? error.message : String(error);
  const problems = error instanceof RunStartError ? error.problems : [];
  log.error([sentence, ...problems].join("\n  "));
  const actions: Action[] = [...actionsFor(sentence, problems, recipe), { title: "Show Log", act: () => log.show() }];
  const more = problems.length - shownProblems;
  const text = [
    sentence,
    ...problems.slice(0, shownProblems).map((problem) => shortProblem(problem, recipe?.fsPath)),
    ...(more > 0 ? [`${more} more are in the log.`] : []),
  ].join(" ");
  const tell = sentence === restrictedMode ? window.showWarningMessage : window.showErrorMessage;
  const chosen = await tell<Action>(text, ...actions);
  await chosen?.act();
}

interface Action {
  readonly title: string;
  act(): unknown;
}

function actionsFor(sentence: string, problems: readonly string[], recipe: Uri | undefined): Action[] {
  if (sentence === restrictedMode) {
    return [{ title: "Manage Trust", act: () => commands.executeCommand("workbench.trust.manage") }];
  }
  if (sentence.includes("sparsityInspector.nodePath")) {
    const open = () => commands.executeCommand("workbench.action.openSettings", "sparsityInspector.nodePath");
    return [{ title: "Open Settings", act: open }];
  }
  return recipe ? [{ title: "Open Recipe", act: () => openAtProblem(recipe, problems) }] : [];
}

async function openAtProblem(recipe: Uri, problems: readonly string[]): Promise<void> {
  const place = problems.map((problem) => /:(\d+):(\d+): /.exec(problem)).find((match) => match !== null);
  const [line, column] = place ? [Number(place[1]) - 1, Number(place[2]) - 1] : [0, 0];
  await window.showTextDocument(recipe, { selection: new Range(line, column, line, column) });
}
