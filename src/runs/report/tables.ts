import { sizeOf } from "../../pruning/tensor.ts";
import { bytes, changeOf, count, decimal, duration, notMeasured, percent } from "../figures.ts";
import { type RunState, sizesOf, type TensorState } from "../runState.ts";
import { html, type Markup } from "./html.ts";

/** Rows that a page shows before it asks to be opened. */
const shownRows = 40;

export function renderTensors(state: RunState): Markup {
  const tensors = [...state.tensors.values()];
  if (tensors.length === 0)
    return html`<p class="empty">No rule of the recipe prunes a layer: the network stayed dense.</p>`;
  return html`<div class="wide"><table>
<thead><tr><th>Tensor</th><th>Class</th><th>Shape</th><th class="number">Weights</th><th class="number">Target</th><th class="number">Asked now</th><th class="number">Reached</th><th aria-hidden="true"></th><th class="number">Non-zero</th><th class="number">Last event</th></tr></thead>
<tbody>${tensors.map(renderTensor)}</tbody>
</table></div>`;
}

function renderTensor({ plan, pruned }: TensorState): Markup {
  const reached = pruned && 1 - pruned.nnz / pruned.size;
  const size = sizeOf(plan.shape);
  return html`<tr><th scope="row">${plan.tensor}</th><td>${plan.className}</td><td>${plan.shape.join(" × ")}</td><td class="number">${count(size)}</td><td class="number">${percent(plan.sparsityUpperBound)}</td><td class="number">${percent(pruned?.ratio)}</td><td class="number strong">${percent(reached)}</td><td class="bar" aria-hidden="true"><div class="track"><div class="fill" style="width:${(reached ?? 0) * 100}%"></div><div class="target" style="left:${plan.sparsityUpperBound * 100}%"></div></div></td><td class="number">${count(pruned?.nnz ?? size)}</td><td class="number">${pruned ? pruned.event : notMeasured}</td></tr>
`;
}

export function renderSizes(state: RunState): Markup {
  const sizes = sizesOf(state);
  if (sizes.length === 0) return html`<p class="empty">Files are written and measured when the run ends.</p>`;
  const dense = sizes.find(({ variant }) => variant === "dense");
  const largest = Math.max(...sizes.map(({ rawBytes }) => rawBytes));
  return html`<div class="wide"><table>
<thead><tr><th>Model</th><th class="number">Raw</th><th class="number">Gzip</th><th aria-hidden="true"></th><th class="number">Change, gzip</th><th class="number">Accuracy</th></tr></thead>
<tbody>${sizes.map(
    (
      size,
    ) => html`<tr><th scope="row">${size.variant}</th><td class="number">${bytes(size.rawBytes)}</td><td class="number strong">${bytes(size.gzipBytes)}</td><td class="bar size" aria-hidden="true"><div class="raw" style="width:${(size.rawBytes / largest) * 100}%"></div><div class="gzip" style="width:${(size.gzipBytes / largest) * 100}%"></div></td><td class="number">${dense && dense !== size ? changeOf(dense.gzipBytes, size.gzipBytes) : notMeasured}</td><td class="number">${size.accuracy === null ? "not measured" : percent(size.accuracy, 2)}</td></tr>
`,
  )}</tbody>
</table></div>`;
}

export function renderPasses(state: RunState): Markup {
  if (state.passes.length === 0) return html`<p class="empty">No pass has ended yet.</p>`;
  const events = new Map([...state.prunes].map((prune) => [prune.pass, prune]));
  const table = html`<div class="wide"><table>
<thead><tr><th class="number">Pass</th><th class="number">Event</th><th class="number">Learning rate</th><th class="number">Train loss</th><th class="number">Train accuracy</th><th class="number">Test loss</th><th class="number">Test accuracy</th><th class="number">Step</th><th class="number">Time</th></tr></thead>
<tbody>${state.passes.toArray().map(
    ({
      pass,
      learningRate,
      train,
      test,
      seconds,
      stepMilliseconds,
    }) => html`<tr${events.has(pass) ? html` class="pruned"` : undefined}><th scope="row" class="number">${pass}</th><td class="number">${events.get(pass)?.event ?? ""}</td><td class="number">${learningRate === undefined ? notMeasured : Number(learningRate.toPrecision(4))}</td><td class="number">${decimal(train.loss)}</td><td class="number">${percent(train.accuracy, 2)}</td><td class="number">${decimal(test.loss)}</td><td class="number strong">${percent(test.accuracy, 2)}</td><td class="number">${decimal(stepMilliseconds, 1)} ms</td><td class="number">${duration(seconds)}</td></tr>
`,
  )}</tbody>
</table></div>`;
  if (state.passes.length <= shownRows) return table;
  return html`<details><summary>All ${count(state.passes.length)} passes</summary>${table}</details>`;
}
