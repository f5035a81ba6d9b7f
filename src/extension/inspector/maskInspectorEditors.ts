import type { CustomReadonlyEditorProvider, Uri, WebviewPanel } from "vscode";
import { Channel, type Remote } from "../../protocol/channel.ts";
import type { MaskInspectorHost, MaskInspectorView } from "../../protocol/maskInspector.ts";
import type { Services } from "../services.ts";
import { webviewHtml, webviewOptions } from "../webviewHtml.ts";
import { InspectedDocument } from "./inspectedDocument.ts";
import { maskInspectorHost } from "./maskInspectorHost.ts";

/** The mask inspectors that are open. */
export class MaskInspectorEditors implements CustomReadonlyEditorProvider<InspectedDocument> {
  readonly #services: Services;
  /** Pages that have opened their file, by that. */
  readonly #views = new Map<string, Set<Remote<MaskInspectorView>>>();
  /** Tensors that pages are to select and have not yet, by file. */
  readonly #wanted = new Map<string, string>();

  constructor(services: Services) {
    this.#services = services;
  }

  openCustomDocument(uri: Uri): InspectedDocument {
    return new InspectedDocument(this.#services, uri);
  }

  resolveCustomEditor(document: InspectedDocument, panel: WebviewPanel): void {
    const { webview } = panel;
    const { extensionUri } = this.#services.context;
    const key = document.uri.toString();
    const host = maskInspectorHost(document);
    const open = async () => {
      const file = await host.open();
      this.#addView(key, channel.remote);
      return file;
    };
    const channel = new Channel<Remote<MaskInspectorHost>, MaskInspectorView>({ ...host, open }, (message) => {
      void webview.postMessage(message);
    });
    const hearing = webview.onDidReceiveMessage((message) => channel.receive(message));
    const watching = document.onDidChange(() => tell(channel.remote.changed()));
    panel.onDidDispose(() => {
      hearing.dispose();
      watching.dispose();
      channel.close("The inspector was closed.");
      this.#views.get(key)?.delete(channel.remote);
    });
    webview.options = webviewOptions(extensionUri);
    webview.html = webviewHtml(webview, extensionUri, "inspector", "Mask Inspector");
  }

  /** Has the file's pages show a tensor; those that are not open, or not shown, do it when they are. */
  select(uri: Uri, tensor: string): void {
    const key = uri.toString();
    this.#wanted.set(key, tensor);
    for (const view of this.#views.get(key) ?? []) this.#selectWanted(key, view);
  }

  #addView(key: string, view: Remote<MaskInspectorView>): void {
    const views = this.#views.get(key) ?? new Set();
    this.#views.set(key, views.add(view));
    // After the answer that tells the page which tensors there are.
    setImmediate(() => this.#selectWanted(key, view));
  }

  #selectWanted(key: string, view: Remote<MaskInspectorView>): void {
    const tensor = this.#wanted.get(key);
    if (tensor === undefined) return;
    tell(
      view.select(tensor).then(() => {
        if (this.#wanted.get(key) === tensor) this.#wanted.delete(key);
      }),
    );
  }
}

/** A page that is closed meanwhile needs to hear nothing. */
function tell(said: Promise<void>): void {
  said.catch(() => {});
}
