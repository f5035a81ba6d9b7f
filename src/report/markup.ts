import { createHash } from "node:crypto";
import type { EmbeddedRun } from "../protocol/embeddedRun.ts";
import type { PageBundle } from "./bundle.ts";
import { themeStyle } from "./theme.ts";

/** Id of the element that holds the run. */
const embeddedRunId = "embedded-run";

/**
 * The whole report: the panel's page with a run in it. Texts of the run are only in the JSON, which nothing executes;
 * the policy lets this script and this style run and nothing be loaded.
 */
export function renderPage(run: EmbeddedRun, { script, style }: PageBundle): string {
  // What would end the element is written so that it means the same to JavaScript.
  const program = script.replaceAll("</script", "<\\/script");
  const sheet = `${themeStyle}\n${style}`;
  const data = JSON.stringify(run).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy(program, sheet)}">
<meta name="color-scheme" content="light dark">
<title>Pruning report</title>
<style>${sheet}</style>
</head>
<body>
<noscript>This report draws itself with JavaScript, which is switched off in this browser.</noscript>
<script type="application/json" id="${embeddedRunId}">${data}</script>
<script>${program}</script>
</body>
</html>
`;
}

function policy(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    // The second is of nothing: the toolkit puts an empty sheet on the page to see what the browser understands.
    `style-src ${hashOf(style)} ${hashOf("")}`,
    // A chart is saved as PNG by way of an image of itself.
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
