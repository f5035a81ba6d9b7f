import { Disposable, ViewColumn, type WebviewPanel, type WebviewPanelSerializer, window } from "vscode";
import { z } from "zod";
import { Channel, type Remote } from "../../protocol/channel.ts";
import type { ComparisonHost, ComparisonView } from "../../protocol/comparison.ts";
import { cellRequest, tensorName } from "../inspector/parameters.ts";
import type { Services } from "../services.ts";
import { webviewHtml, webviewOptions } from "../webviewHtml.ts";
import { ComparedModels } from "./comparedModels.ts";
import type { ComparisonFigures } from "./figures.ts";
import { type Pair, pairOf, titleOf } from "./pair.ts";
import { comparisonPanelType } from "./viewType.ts";

const side = z.enum(["a", "b", "difference"]);

/** The editors that show two models side by side, one for each pair. */
export class ComparisonPanels implements WebviewPanelSerializer {
  readonly #services: Services;
  readonly #figures: ComparisonFigures;
  readonly #closed: (pair: Pair) => void;
  readonly #panels = new Map<string, WebviewPanel>();

  /** @param closed hears of a pair that no editor shows any more */
  constructor(services: Services, figures: ComparisonFigures, closed: (pair: Pair) => void) {
    this.#services = services;
    this.#figures = figures;
    this.#closed = closed;
  }

  show(pair: Pair): void {
    const open = this.#panels.get(keyOf(pair));
    if (open) open.reveal();
    else this.#fill(pair, window.createWebviewPanel(comparisonPanelType, titleOf(pair), ViewColumn.Active));
  }

  /** Brings an editor back after the window was loaded again. */
  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const pair = pairOf(state);
    if (pair && !this.#panels.has(keyOf(pair))) this.#fill(pair, panel);
    else panel.dispose();
  }

  #fill(pair: Pair, panel: WebviewPanel): void {
    const { webview } = panel;
    const { extensionUri } = this.#services.context;
    const models = new ComparedModels(this.#services, pair);
    const channel = new Channel<Remote<ComparisonHost>, ComparisonView>(this.#host(pair, models), (message) => {
      void webview.postMessage(message);
    });
    const hearing = Disposable.from(
      webview.onDidReceiveMessage((message) => channel.receive(message)),
      // A page that is closed meanwhile needs to hear nothing.
      models.onDidChange(() => void channel.remote.changed().catch(() => {})),
      models,
    );
    this.#panels.set(keyOf(pair), panel);
    panel.onDidDispose(() => {
      this.#panels.delete(keyOf(pair));
      hearing.dispose();
      channel.close("The comparison was closed.");
      this.#closed(pair);
    });
    webview.options = webviewOptions(extensionUri);
    webview.html = webviewHtml(webview, extensionUri, "comparison", `Comparison of ${titleOf(pair)}`, keyOf(pair));
  }

  /** What the page of one comparison is offered. What it says is checked here. */
  #host(pair: Pair, models: ComparedModels): Remote<ComparisonHost> {
    return {
      open: () => models.open(),
      async values(given, tensor) {
        const name = tensorName.parse(tensor);
        return models.read(side.parse(given), (client) => client.values(name));
      },
      async cells(given, request) {
        const asked = cellRequest.parse(request);
        return models.read(side.parse(given), (client) => client.cells(asked));
      },
      statistics: async (tensor) => models.statistics(tensorName.parse(tensor)),
      showFigures: () => this.#figures.show(pair),
    };
  }
}

function keyOf(pair: Pair): string {
  return JSON.stringify(pair);
}
