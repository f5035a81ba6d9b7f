import { Disposable, window, workspace } from "vscode";
import { deleteRun } from "../commands/deleteRun.ts";
import { exportReport } from "../commands/exportReport.ts";
import * as runCommands from "../commands/runCommands.ts";
import type { RunCommand, RunContext } from "../commands/runContext.ts";
import type { Services } from "../services.ts";
import { TrainingPanels } from "../training/trainingPanels.ts";
import type { RunCommandName } from "./register.ts";
import { RunNotices } from "./runNotices.ts";
import { RunStatus } from "./runStatus.ts";
import { RunsTree } from "./runsTree.ts";
import type { WorkspaceRuns } from "./workspaceRuns.ts";

/** What the extension does about runs: what is loaded when the first of it is used. */
export class RunsFeature {
  readonly panels: TrainingPanels;
  readonly tree: RunsTree;
  readonly #context: RunContext;
  readonly #disposable: Disposable;

  constructor(services: Services, runs: WorkspaceRuns) {
    const panels = new TrainingPanels(services, runs);
    this.panels = panels;
    this.tree = new RunsTree(runs);
    this.#context = { services, runs, panels };
    this.#disposable = Disposable.from(
      panels,
      this.tree,
      new RunStatus(runs),
      new RunNotices(services, runs, (run) => panels.isShown(run)),
      runs.onDidStart((run) => {
        if (workspace.getConfiguration("sparsityInspector").get("openPanelOnStart", true)) panels.show(run);
      }),
    );
  }

  /** Does a command; what goes wrong is told. */
  async perform(name: RunCommandName, argument: unknown): Promise<void> {
    const { log } = this.#context.services;
    try {
      await commandsByName[name](this.#context, argument);
    } catch (error) {
      const sentence = error instanceof Error ? error.message : String(error);
      log.error(sentence);
      void window.showErrorMessage(sentence);
    }
  }

  dispose(): void {
    this.#disposable.dispose();
  }
}

const commandsByName: Readonly<Record<RunCommandName, RunCommand>> = { ...runCommands, deleteRun, exportReport };
