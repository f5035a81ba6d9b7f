import { commands, Disposable, Uri } from "vscode";
import { tellStartFailure } from "../commands/startFailure.ts";
import type { Services } from "../services.ts";

/** Commands behind lenses and links of a recipe; they have no place in menus. */
const trainFirst = "sparsity.trainFirst";
const follow = "sparsity.followRecipeLink";
const explain = "sparsity.explainProblem";

export function registerRecipeCommands({ context, runs, log }: Services): Disposable {
  return Disposable.from(
    commands.registerCommand(trainFirst, (recipe: Uri, folder: Uri) =>
      runs.start(recipe, folder).catch((error) => tellStartFailure(log, error, recipe)),
    ),
    commands.registerCommand(follow, (command: string, file: string) =>
      commands.executeCommand(command, Uri.file(file)),
    ),
    commands.registerCommand(explain, (fragment: string) => {
      const readme = Uri.joinPath(context.extensionUri, "README.md").with({ fragment });
      return commands.executeCommand("markdown.showPreview", readme);
    }),
  );
}

/** Trains the network that a recipe is to prune, into the folder where the recipe expects it. */
export function trainFirstCommand(title: string, recipe: string, folder: string) {
  return { title, command: trainFirst, arguments: [Uri.file(recipe), Uri.file(folder)] };
}

/** Opens a file that a recipe names. A link carries no Uri: on the way through a remote window it would lose its place. */
export function linkTo(command: "sparsity.inspectMasks" | "revealInExplorer", file: string): Uri {
  return commandUri(follow, [command, file]);
}

/** Opens the README at what it says about what a problem is about. */
export function explanation(code: string): Uri {
  return commandUri(explain, [sections[code] ?? "a-recipe"]);
}

/** Headings of the README, as fragments, for problems that are not about the recipe as a whole. */
const sections: Readonly<Record<string, string>> = {
  differentCounts: "data",
  nothingPruned: "rules",
  selectorMatchesNothing: "rules",
  groupNamesLayer: "rules",
  ruleOverridden: "rules",
  oneEventOnly: "the-log-schedule",
  boundNotReached: "the-log-schedule",
  scheduleCutOff: "the-log-schedule",
  noRecovery: "the-log-schedule",
};

function commandUri(command: string, parameters: readonly string[]): Uri {
  return Uri.parse(`command:${command}?${encodeURIComponent(JSON.stringify(parameters))}`);
}
