import { Disposable, type WebviewPanel, workspace } from "vscode";
import { Channel, type Remote } from "../../protocol/channel.ts";
import type { TrainingPanelHost, TrainingPanelView } from "../../protocol/trainingPanel.ts";
import type { WorkspaceRun } from "../runs/workspaceRun.ts";
import type { WorkspaceRuns } from "../runs/workspaceRuns.ts";
import type { Services } from "../services.ts";
import { webviewHtml, webviewOptions } from "../webviewHtml.ts";
import { PanelFeed } from "./panelFeed.ts";
import { trainingPanelHost } from "./panelHost.ts";
import { RunInspection } from "./runInspection.ts";

/** The extension's side of one training panel. */
export class TrainingPanel {
  readonly run: WorkspaceRun;
  readonly panel: WebviewPanel;
  readonly #services: Services;
  readonly #runs: WorkspaceRuns;
  readonly #inspection: RunInspection;
  readonly #feed: PanelFeed;
  readonly #channel: Channel<Remote<TrainingPanelHost>, TrainingPanelView>;
  readonly #disposable: Disposable;
  #looking: Disposable | undefined;

  constructor(services: Services, runs: WorkspaceRuns, run: WorkspaceRun, panel: WebviewPanel) {
    this.run = run;
    this.panel = panel;
    this.#services = services;
    this.#runs = runs;
    const { webview } = panel;
    const inspection = new RunInspection(services, run.folder.fsPath);
    const feed: PanelFeed = new PanelFeed(run.watched, {
      // Made after the host, which is made after this.
      view: () => channel.remote,
      isVisible: () => panel.visible,
      weightsChanged: () => inspection.outdate(),
      failed: (sentence) => services.log.warn(sentence),
    });
    const host = trainingPanelHost({ run, feed, inspection });
    const channel = new Channel<typeof host, TrainingPanelView>(host, (message) => void webview.postMessage(message));
    this.#inspection = inspection;
    this.#feed = feed;
    this.#channel = channel;
    this.#disposable = Disposable.from(
      webview.onDidReceiveMessage((message) => channel.receive(message)),
      panel.onDidChangeViewState(() => this.#lookWhileShown()),
      runs.onDidAdvance((advance) => {
        if (advance.run === run) feed.tellSoon();
      }),
      // The page learns whether it can run when it is loaded.
      workspace.onDidGrantWorkspaceTrust(() => this.#load()),
    );
    webview.options = webviewOptions(services.context.extensionUri);
    this.#load();
    this.#lookWhileShown();
  }

  /** To be called when the panel is closed. */
  dispose(): void {
    this.#looking?.dispose();
    this.#feed.dispose();
    this.#channel.close("The training panel was closed.");
    this.#disposable.dispose();
    void this.#inspection.close();
  }

  #lookWhileShown(): void {
    this.#looking?.dispose();
    this.#looking = this.panel.visible ? this.#runs.lookAt(this.run) : undefined;
  }

  #load(): void {
    const { webview } = this.panel;
    const { extensionUri } = this.#services.context;
    const { name, folder } = this.run;
    webview.html = webviewHtml(webview, extensionUri, "training", `Training of ${name}`, folder.fsPath);
  }
}
