import { bytes, changeOf, count, decimal, duration, notMeasured, percent, points } from "../figures.ts";
import { type RunState, sizesOf, sparsityOf } from "../runState.ts";
import { html, type Markup } from "./html.ts";

/** The four answers: what sparsity, at what cost in accuracy, is the file smaller, how far did it go. */
export function renderKeyFigures(state: RunState): Markup {
  return html`<dl class="figures">${[sparsity(state), quality(state), size(state), progress(state)]}</dl>`;
}

function figure(name: string, value: string, note: string): Markup {
  return html`<div><dt>${name}</dt><dd class="figure">${value}</dd><dd class="note">${note}</dd></div>`;
}

function sparsity(state: RunState): Markup {
  const tensors = [...state.tensors.values()];
  if (tensors.length === 0) return figure("Sparsity", notMeasured, "No rule prunes a layer");
  const weights = tensors.reduce((sum, { plan }) => sum + plan.shape.reduce((size, extent) => size * extent, 1), 0);
  const reached = state.ended?.sparsity ?? sparsityOf(state);
  return figure("Sparsity", percent(reached), `of ${count(weights)} weights in ${plural(tensors.length, "tensor")}`);
}

function quality({ ended, dense, passes, prunes }: RunState): Markup {
  const last = passes.at(-1);
  const before = ended?.accuracyBefore ?? dense?.accuracy ?? null;
  const after = ended?.accuracyAfter ?? last?.test.accuracy ?? null;
  if (before === null && after === null && last && last.test.loss !== null) {
    return figure("Test loss", decimal(last.test.loss), dense ? `dense ${decimal(dense.loss)}` : "");
  }
  const newest = prunes.at(-1);
  // An accuracy from before the newest event is not one of the newest masks.
  if (newest && !ended && newest.pass > (last?.pass ?? -1)) {
    return figure("Test accuracy", percent(after, 2), `not measured since event ${newest.event}`);
  }
  const change =
    before === null || after === null ? "not measured" : `${points(after - before)} from ${percent(before, 2)}`;
  return figure("Test accuracy", percent(after, 2), change);
}

function size(state: RunState): Markup {
  const sizes = sizesOf(state);
  const dense = sizes.find(({ variant }) => variant === "dense");
  const others = sizes.filter((measured) => measured !== dense);
  const smallest = others.sort((a, b) => a.gzipBytes - b.gzipBytes)[0];
  if (!smallest) return figure("Model, gzip", notMeasured, "measured when the run ends");
  const change = dense
    ? `${changeOf(dense.gzipBytes, smallest.gzipBytes)} from ${bytes(dense.gzipBytes)}`
    : smallest.variant;
  return figure("Model, gzip", bytes(smallest.gzipBytes), change);
}

function progress({ started, passes, prunes }: RunState): Markup {
  const seconds = passes.toArray().reduce((sum, pass) => sum + pass.seconds, 0);
  const note = `${plural(prunes.length, "prune event")}, ${duration(seconds)}`;
  return figure("Passes", `${count(passes.length)} of ${started ? count(started.passes) : notMeasured}`, note);
}

export function plural(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}
