import { commands, Disposable, MarkdownString, StatusBarAlignment, type StatusBarItem, window } from "vscode";
import { describeRun, isLive, moodOf } from "./runWording.ts";
import { statusText } from "./statusText.ts";
import type { WorkspaceRuns } from "./workspaceRuns.ts";

/** Says in the status bar what is trained, and to menus whether something is. */
export class RunStatus {
  readonly #runs: WorkspaceRuns;
  readonly #item: StatusBarItem;
  readonly #disposable: Disposable;

  constructor(runs: WorkspaceRuns) {
    this.#runs = runs;
    this.#item = window.createStatusBarItem("sparsity.runs", StatusBarAlignment.Left, 10);
    this.#item.name = "Sparsity Runs";
    this.#disposable = Disposable.from(
      this.#item,
      runs.onDidChange(() => this.#show()),
    );
    this.#show();
  }

  dispose(): void {
    this.#disposable.dispose();
  }

  #show(): void {
    const live = this.#runs.known.filter(isLive);
    const paused = live.filter((run) => moodOf(run) === "paused");
    void commands.executeCommand("setContext", "sparsityInspector.runLive", live.length > paused.length);
    void commands.executeCommand("setContext", "sparsityInspector.runPaused", paused.length > 0);
    const text = statusText(live);
    if (text === undefined) {
      this.#item.hide();
      return;
    }
    const [only, ...others] = live;
    this.#item.command = {
      command: "sparsity.openTrainingPanel",
      title: "Open Training Panel",
      arguments: only && others.length === 0 ? [only.folder] : [],
    };
    this.#item.text = text;
    this.#item.tooltip = new MarkdownString();
    for (const run of live) this.#item.tooltip.appendText(`${run.name}: ${describeRun(run)}\n`);
    this.#item.show();
  }
}
