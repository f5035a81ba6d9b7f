import type { RunState } from "../runState.ts";
import { ticks } from "./axis.ts";
import { html, type Markup } from "./html.ts";
import { renderMeasurePanel } from "./measurePanel.ts";
import { frame, linear, type Scale } from "./panel.ts";
import { renderSparsityPanel } from "./sparsityPanel.ts";

/**
 * Sparsity above, accuracy below, on one axis that counts passes done: the event before pass p is at p, what the end
 * of that pass measures at p + 1.
 */
export function renderTimeline(state: RunState): Markup {
  const passes = Math.max(1, state.started?.passes ?? 1);
  const x = linear(0, passes, frame.left, frame.right);
  return html`<svg class="timeline" viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-labelledby="timeline-title timeline-description">
<title id="timeline-title">Sparsity and test results over the passes</title>
<desc id="timeline-description">The tables below hold the same numbers.</desc>
${renderFuture(state, passes, x)}
${renderPassAxis(passes, x)}
${renderSparsityPanel(state, passes, x)}
${renderMeasurePanel(state, x)}
</svg>`;
}

/** Passes that are still to come are shaded. */
function renderFuture({ passes: done, status }: RunState, passes: number, x: Scale["x"]): Markup | undefined {
  if (status === "completed" || done.length >= passes) return undefined;
  const from = x(done.length);
  const height = frame.measure.bottom - frame.sparsity.top;
  return html`<rect class="future" x="${from}" y="${frame.sparsity.top}" width="${frame.right - from}" height="${height}"/>`;
}

function renderPassAxis(passes: number, x: Scale["x"]): Markup {
  const marks = ticks(0, passes, Math.min(passes, 10)).map(
    (mark) =>
      html`<text class="tick" x="${x(mark)}" y="${frame.measure.bottom + 18}" text-anchor="middle">${mark}</text>`,
  );
  return html`${marks}
<text class="tick" x="${(frame.left + frame.right) / 2}" y="${frame.measure.bottom + 38}" text-anchor="middle">passes done</text>`;
}
