import { Channel, type Methods, type Remote } from "../../src/protocol/channel.ts";

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

let api: VsCodeApi | undefined;

/** VS Code hands this out once a page. */
function vscode(): VsCodeApi {
  api ??= acquireVsCodeApi();
  return api;
}

/** Connects a page with the extension. */
export function connect<View extends Methods<View>, Host>(view: View): Remote<Host> {
  const channel = new Channel<View, Host>(view, (message) => vscode().postMessage(message));
  window.addEventListener("message", ({ data }) => channel.receive(data));
  if (document.documentElement.dataset.subject !== undefined) pageState.set(pageState.get() ?? {});
  return channel.remote;
}

/**
 * What a page wants to find again when its tab is shown again or the window is loaded again. What the extension wrote
 * into the document as its subject is kept with it, for the extension to find.
 */
export const pageState = {
  get: (): unknown => vscode().getState(),
  set: (state: object): void => {
    const { subject } = document.documentElement.dataset;
    vscode().setState(subject === undefined ? state : { ...state, subject });
  },
};
