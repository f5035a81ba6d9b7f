import { commands, env, Uri, window, workspace } from "vscode";
import { chosenRun } from "./chosenRun.ts";
import { isFarAway } from "./revealFolder.ts";
import type { RunCommand } from "./runContext.ts";

/** Writes a page about a run where a person wants it, and offers to show it. */
export const exportReport: RunCommand = async (context, argument) => {
  const run = await chosenRun(context, argument, {
    placeholder: "The run to report on",
    fits: ({ state }) => state.started !== undefined,
    none: "No run has begun yet, so there is nothing to report.",
  });
  if (!run) return;
  const defaultUri = Uri.joinPath(run.folder, "..", `${run.name}.html`);
  const page = await window.showSaveDialog({ title: "Export Report", defaultUri, filters: { "HTML page": ["html"] } });
  if (!page) return;
  const { writeReport } = await import("../../report/report.ts");
  await writeReport(run.folder.fsPath, page.fsPath);
  const show = isFarAway() ? "Show in Explorer" : "Open in Browser";
  const written = `Wrote ${workspace.asRelativePath(page)}: one page for any browser, without a network.`;
  if ((await window.showInformationMessage(written, show)) !== show) return;
  if (isFarAway()) await commands.executeCommand("revealInExplorer", page);
  else await env.openExternal(page);
};
