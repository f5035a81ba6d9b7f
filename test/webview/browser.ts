import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { Channel, type Methods, type Remote } from "../../src/protocol/channel.ts";
import { launchChromium } from "./chromium.ts";
import themes from "./themes.json" with { type: "json" };

export type Theme = keyof typeof themes;
export type Bundle = "training" | "inspector" | "comparison";

/** A page in a real browser. @returns `close` ends the browser; `browser` opens more pages */
export async function openBrowser(): Promise<{ page: Page; browser: Browser; close: () => Promise<void> }> {
  const browser = await launchChromium();
  return { page: await browser.newPage(), browser, close: () => browser.close() };
}

export interface WebviewSetup<Host> {
  /** "dark" where absent. */
  readonly theme?: Theme;
  /** In CSS pixels: 1200 x 800 where absent. */
  readonly width?: number;
  readonly height?: number;
  /** Stands for the extension: what the page calls. */
  readonly host: Host;
  /** What the page asked VS Code to keep when it was shown before. */
  readonly state?: unknown;
}

export interface OpenWebview<View> {
  /** What the page offers, called as the extension does. */
  readonly view: Remote<View>;
  /** What the page threw, and what its security policy refused. */
  readonly errors: readonly string[];
  /** What the page asked VS Code to keep. */
  state(): Promise<unknown>;
  setTheme(theme: Theme): Promise<void>;
}

/** Shows a page of the extension as VS Code does, bundled from its sources: theme, security policy and messages. */
export async function openWebview<View extends Methods<View>, Host extends Methods<Host>>(
  page: Page,
  bundle: Bundle,
  { theme = "dark", width = 1200, height = 800, host, state }: WebviewSetup<Host>,
): Promise<OpenWebview<View>> {
  const channel = new Channel<Host, View>(host, (message) => {
    // An answer that comes when the test is over, and the page gone, has nobody to reach.
    page.evaluate((data) => window.postMessage(data, "*"), message).catch(() => {});
  });
  const errors = await listen(page, channel);
  await page.unrouteAll();
  await serve(page, {
    "/": ["text/html", markup(bundle)],
    "/vscode.js": ["text/javascript", `(${actAsVSCode})(${JSON.stringify({ theme: themes[theme], state })})`],
    "/vscode.css": ["text/css", vscodeStyle],
    ...(await filesOf(bundle)),
  });
  await page.setViewportSize({ width, height });
  await page.goto(origin);
  return {
    view: channel.remote,
    errors,
    state: () => page.evaluate(() => window.vscodeState),
    setTheme: (next) => page.evaluate((given) => window.applyTheme(given), themes[next]),
  };
}

declare global {
  interface Window {
    vscodeState: unknown;
    applyTheme: (theme: (typeof themes)[Theme]) => void;
    postToExtension: (message: unknown) => void;
    acquireVsCodeApi: () => unknown;
  }
}

const origin = "https://webview.test/";
const vscodeStyle = readFileSync(new URL("vscode.css", import.meta.url), "utf8");
const nonce = "dGVzdA";

/** The document and the policy that the extension gives its pages, around what VS Code adds of its own. */
function markup(bundle: Bundle): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src 'self' data: blob:`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Webview</title>
<link rel="stylesheet" href="vscode.css">
<link rel="stylesheet" href="${bundle}.css">
<script nonce="${nonce}" src="vscode.js"></script>
</head>
<body>
<script nonce="${nonce}" src="${bundle}.js"></script>
</body>
</html>
`;
}

/** Runs in the page, before its own script. */
function actAsVSCode({ theme, state }: { theme: (typeof themes)[Theme]; state: unknown }): void {
  window.vscodeState = state;
  window.acquireVsCodeApi = () => {
    Reflect.deleteProperty(window, "acquireVsCodeApi");
    return {
      postMessage: (message: unknown) => window.postToExtension(message),
      getState: () => window.vscodeState,
      setState: (kept: unknown) => {
        window.vscodeState = kept;
      },
    };
  };
  window.applyTheme = ({ body, kind, id, variables }) => {
    document.documentElement.removeAttribute("style");
    for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
    document.body.className = body;
    Object.assign(document.body.dataset, { vscodeThemeKind: kind, vscodeThemeId: id });
  };
  new MutationObserver((_changes, observer) => {
    if (!document.body) return;
    observer.disconnect();
    window.applyTheme(theme);
  }).observe(document.documentElement, { childList: true });
}

type ServedFiles = Readonly<Record<string, readonly [type: string, body: string]>>;

async function serve(page: Page, files: ServedFiles): Promise<void> {
  await page.route(`${origin}**`, (route) => {
    const [contentType, body] = files[new URL(route.request().url()).pathname] ?? [];
    return body === undefined ? route.fulfill({ status: 404 }) : route.fulfill({ contentType: contentType!, body });
  });
}

const bundled = new Map<Bundle, Promise<ServedFiles>>();

function filesOf(bundle: Bundle): Promise<ServedFiles> {
  const files = bundled.get(bundle) ?? bundleFiles(bundle);
  bundled.set(bundle, files);
  return files;
}

async function bundleFiles(bundle: Bundle): Promise<ServedFiles> {
  const { outputFiles } = await build({
    entryPoints: { [bundle]: fileURLToPath(new URL(`../../webview/${bundle}/main.ts`, import.meta.url)) },
    outdir: "/",
    write: false,
    bundle: true,
    format: "iife",
    target: "chrome120",
    logLevel: "warning",
  });
  const types: Readonly<Record<string, string>> = { ".js": "text/javascript", ".css": "text/css" };
  return Object.fromEntries(
    outputFiles.map(({ path, text }) => [path, [types[path.slice(path.lastIndexOf("."))]!, text]]),
  );
}

/** What hears a page: pages outlive webviews, and a function is exposed to a page for ever. */
const listeners = new WeakMap<Page, { receive(message: unknown): void }>();

async function listen(page: Page, channel: { receive(message: unknown): void }): Promise<readonly string[]> {
  const isKnown = listeners.has(page);
  listeners.set(page, channel);
  if (!isKnown)
    await page.exposeFunction("postToExtension", (message: unknown) => listeners.get(page)?.receive(message));
  const errors: string[] = [];
  page.removeAllListeners("pageerror").on("pageerror", ({ message }) => errors.push(message));
  page.removeAllListeners("console").on("console", (line) => {
    if (line.type() === "error") errors.push(line.text());
  });
  return errors;
}
