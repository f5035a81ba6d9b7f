import { randomBytes } from "node:crypto";
import { Uri, type Webview, type WebviewOptions } from "vscode";

/** A page of dist/webview: a script and a stylesheet of this name. */
export type PageName = "training" | "inspector" | "comparison";

/** What our pages may do: run their own script, and load nothing from outside the extension. */
export function webviewOptions(extensionUri: Uri): WebviewOptions {
  return { enableScripts: true, localResourceRoots: [distFolder(extensionUri), Uri.joinPath(extensionUri, "media")] };
}

/**
 * The document around a page's script, which fills it. The script runs by a nonce of its own: nothing else that finds
 * its way into the document does.
 *
 * @param title for screen readers; any text
 * @param subject what the page keeps in its state for a serializer to find: a path
 */
export function webviewHtml(
  webview: Webview,
  extensionUri: Uri,
  page: PageName,
  title: string,
  subject?: string,
): string {
  const nonce = randomBytes(16).toString("base64");
  const file = (name: string) => webview.asWebviewUri(Uri.joinPath(distFolder(extensionUri), name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // The hash is of nothing: the toolkit puts an empty sheet on the page to see what the browser understands.
    `style-src ${webview.cspSource} 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='`,
    // Charts become pictures by way of an image of their own drawing.
    `img-src ${webview.cspSource} data: blob:`,
  ].join("; ");
  return `<!doctype html>
<html lang="en"${subject === undefined ? "" : ` data-subject="${escapeText(subject)}"`}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title>
<link rel="stylesheet" href="${file(`${page}.css`)}">
</head>
<body>
<script nonce="${nonce}" src="${file(`${page}.js`)}"></script>
</body>
</html>
`;
}

function distFolder(extensionUri: Uri): Uri {
  return Uri.joinPath(extensionUri, "dist", "webview");
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
