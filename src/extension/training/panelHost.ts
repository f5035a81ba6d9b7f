import { commands, workspace } from "vscode";
import type { Remote } from "../../protocol/channel.ts";
import type { TrainingPanelHost } from "../../protocol/trainingPanel.ts";
import { revealFolder } from "../commands/revealFolder.ts";
import { cellRequest, fileContent, suggestedName, tensorName } from "../inspector/parameters.ts";
import { saveFile } from "../inspector/saveFile.ts";
import { restrictedMode } from "../runs/runStartError.ts";
import type { WorkspaceRun } from "../runs/workspaceRun.ts";
import type { PanelFeed } from "./panelFeed.ts";
import { trainerControl } from "./panelParameters.ts";
import type { RunInspection } from "./runInspection.ts";
import { showRule } from "./showRule.ts";

/** What belongs to one training panel. */
export interface PanelParts {
  readonly run: WorkspaceRun;
  readonly feed: PanelFeed;
  readonly inspection: RunInspection;
}

/** What the page of one training panel is offered. What it says is checked here. */
export function trainingPanelHost({ run, feed, inspection }: PanelParts): Remote<TrainingPanelHost> {
  return {
    open: () => feed.open(workspace.isTrusted ? null : restrictedMode),
    control: async (action) => run.control(trainerControl.parse(action)),
    // What goes wrong is told with what to do about it.
    async resume() {
      await commands.executeCommand("sparsity.resumeRun", run.folder);
    },
    async values(tensor) {
      const name = tensorName.parse(tensor);
      return inspection.read((client) => client.values(name));
    },
    async cells(request) {
      const asked = cellRequest.parse(request);
      return inspection.read((client) => client.cells(asked));
    },
    async openMasks(tensor) {
      await commands.executeCommand("sparsity.inspectMasks", run.folder, tensorName.parse(tensor));
    },
    async showRule(tensor) {
      await showRule(run, tensorName.parse(tensor));
    },
    async exportReport() {
      await commands.executeCommand("sparsity.exportReport", run.folder);
    },
    showFolder: () => revealFolder(run.folder),
    async save(name, content) {
      await saveFile(run.folder.fsPath, suggestedName.parse(name), fileContent.parse(content));
    },
  };
}
