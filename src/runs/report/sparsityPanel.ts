import { percent } from "../figures.ts";
import type { RunState } from "../runState.ts";
import { ticks } from "./axis.ts";
import { eventPasses, reachedSparsity, scheduledCurve } from "./curves.ts";
import { html, type Markup } from "./html.ts";
import { frame, type Label, linear, linePath, renderGrid, renderLabels, type Scale, stepPath } from "./panel.ts";

/** Scheduled sparsity as a dashed curve, what was reached as steps with a dot an event, and events to come as rings. */
export function renderSparsityPanel(state: RunState, passes: number, x: Scale["x"]): Markup {
  const plan = state.started?.plan ?? [];
  const scheduled = scheduledCurve(plan, passes);
  const reached = reachedSparsity(state);
  const highest = Math.max(0.1, ...scheduled.map((point) => point.y), ...reached.map((point) => point.y));
  const top = Math.min(1, Math.ceil(highest * 5) / 5);
  const y = linear(0, top, frame.sparsity.bottom, frame.sparsity.top);
  const now = Math.max(state.passes.length, reached.at(-1)?.x ?? 0);
  const held = new Set(reached.map((point) => point.x));
  const coming = state.status === "completed" ? [] : eventPasses(plan, passes).filter((pass) => !held.has(pass));
  const radius = passes > 200 ? 2 : 3.5;
  return html`${renderGrid("Sparsity of the pruned layers", frame.sparsity, ticks(0, top, 5), y, (value) => percent(value, 0))}
<path class="scheduled" d="${linePath(scheduled, { x, y })}"/>
${coming.map((pass) => html`<circle class="coming" cx="${x(pass)}" cy="${y(scheduled[pass]?.y ?? 0)}" r="${radius}"/>`)}
<path class="reached" d="${stepPath(reached, now, { x, y })}"/>
${reached.map((point) => html`<circle class="event" cx="${x(point.x)}" cy="${y(point.y)}" r="${radius}"/>`)}
${renderLabels(labels(scheduled.at(-1)?.y, reached.at(-1)?.y, y))}`;
}

/** Nothing is asked and reached where the plan is empty. */
function labels(scheduled: number | undefined, reached: number | undefined, y: Scale["y"]): Label[] {
  const found: Label[] = [];
  if (reached !== undefined) found.push({ y: y(reached), name: "reached", value: percent(reached) });
  if (scheduled) found.push({ y: y(scheduled), name: "scheduled", value: percent(scheduled) });
  return found;
}
