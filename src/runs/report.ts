import type { RunEventOf } from "./events.ts";
import { count } from "./figures.ts";
import { html, Markup } from "./report/html.ts";
import { plural, renderKeyFigures } from "./report/keyFigures.ts";
import { style } from "./report/style.ts";
import { renderPasses, renderSizes, renderTensors } from "./report/tables.ts";
import { renderTimeline } from "./report/timeline.ts";
import type { RunState } from "./runState.ts";

/** One self-contained HTML page about a run: no scripts, nothing loaded, every text of the run escaped. */
export function renderReport(state: RunState): string {
  const name = state.started?.name ?? "A run that has not started";
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${name} · pruning report</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header>
<h1>${name} <span class="status ${state.status}">${state.status}</span></h1>
${state.started ? renderFacts(state.started) : undefined}
${renderReason(state)}
</header>
<main>
${renderKeyFigures(state)}
<section><h2>Timeline</h2><div class="wide">${renderTimeline(state)}</div>
<p class="caption">Dashed: what the schedules ask. Dots on the line: prune events. Accuracy is measured at the end of each pass; stems start at the dense network.</p></section>
<section><h2>Pruned layers</h2>${renderTensors(state)}
<p class="caption">Reached is measured: zeros after the newest event by all weights. The tick on a bar is the target.</p></section>
<section><h2>Size of the model</h2>${renderSizes(state)}
<p class="caption">Files as written. Unstructured sparsity makes a file smaller only once it is compressed. Pale: raw; solid: gzip.</p></section>
<section><h2>Passes</h2>${renderPasses(state)}</section>
${renderWarnings(state)}
${state.started ? renderOrigin(state.started, state.resumes) : undefined}
</main>
</body>
</html>
`;
  return page.toString();
}

function renderFacts({ time, engine, dataset, model }: RunEventOf<"runStarted">): Markup {
  const date = `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;
  const facts = [
    `${count(model.weights)} weights`,
    `${dataset.name}, ${count(dataset.train)} + ${count(dataset.test)} examples`,
    `${engine.name} engine (${engine.version}, ${engine.detail})`,
    date,
  ];
  return html`<ul class="facts">${facts.map((fact) => html`<li>${fact}</li>`)}</ul>`;
}

function renderReason({ status, ended }: RunState): Markup | undefined {
  if (status === "interrupted") {
    return html`<p class="reason">The process ended before the run was over. It can be resumed from its last checkpoint.</p>`;
  }
  return ended?.reason ? html`<p class="reason ${status}">${ended.reason}</p>` : undefined;
}

function renderWarnings({ warnings }: RunState): Markup | undefined {
  if (warnings.length === 0) return undefined;
  return html`<section><h2>${plural(warnings.length, "warning")}</h2>
<ul>${warnings.toArray().map(({ pass, message }) => html`<li>${message} <span class="caption">(pass ${pass})</span></li>`)}</ul></section>`;
}

/** What it takes to do the run again. */
function renderOrigin({ model, dataset, seed, batchSize }: RunEventOf<"runStarted">, resumes: number): Markup {
  const rows: [string, string | number][] = [
    ["Model", model.path],
    ["Model SHA-256", model.sha256],
    ["Data SHA-256", dataset.sha256],
    ["Seed", seed],
    ["Batch size", batchSize],
    ["Resumed", resumes === 0 ? "never" : plural(resumes, "time")],
  ];
  return html`<section><h2>Origin</h2><dl class="hashes">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></section>`;
}
