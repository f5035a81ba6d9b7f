import { Uri, ViewColumn, type WebviewPanel, type WebviewPanelSerializer, window } from "vscode";
import type { WorkspaceRun } from "../runs/workspaceRun.ts";
import type { WorkspaceRuns } from "../runs/workspaceRuns.ts";
import type { Services } from "../services.ts";
import { keptState } from "./panelParameters.ts";
import { TrainingPanel } from "./trainingPanel.ts";
import { trainingPanelType } from "./viewType.ts";

/** The training panels that are open, one a run. */
export class TrainingPanels implements WebviewPanelSerializer {
  readonly #services: Services;
  readonly #runs: WorkspaceRuns;
  readonly #panels = new Map<WorkspaceRun, TrainingPanel>();

  constructor(services: Services, runs: WorkspaceRuns) {
    this.#services = services;
    this.#runs = runs;
  }

  /** The run whose panel is the editor that has the focus. */
  get active(): WorkspaceRun | undefined {
    return [...this.#panels.values()].find(({ panel }) => panel.active)?.run;
  }

  isShown(run: WorkspaceRun): boolean {
    return this.#panels.get(run)?.panel.visible ?? false;
  }

  /** @param preserveFocus leaves the focus where it is */
  show(run: WorkspaceRun, preserveFocus = false): void {
    const open = this.#panels.get(run);
    if (open) {
      open.panel.reveal(undefined, preserveFocus);
      return;
    }
    const column = { viewColumn: ViewColumn.Active, preserveFocus };
    this.#fill(run, window.createWebviewPanel(trainingPanelType, run.name, column));
  }

  /** Brings a panel back after the window was loaded again. */
  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const kept = keptState.safeParse(state);
    const run = kept.success ? await this.#runs.open(Uri.file(kept.data.subject)) : undefined;
    if (run && !this.#panels.has(run)) {
      this.#fill(run, panel);
      return;
    }
    const { title } = panel;
    panel.dispose();
    if (run) return;
    void window.showWarningMessage(`The run ${title} has been moved or deleted, so its training panel was closed.`);
  }

  close(run: WorkspaceRun): void {
    this.#panels.get(run)?.panel.dispose();
  }

  dispose(): void {
    for (const { panel } of this.#panels.values()) panel.dispose();
  }

  #fill(run: WorkspaceRun, panel: WebviewPanel): void {
    const filled = new TrainingPanel(this.#services, this.#runs, run, panel);
    this.#panels.set(run, filled);
    panel.onDidDispose(() => {
      this.#panels.delete(run);
      filled.dispose();
    });
  }
}
