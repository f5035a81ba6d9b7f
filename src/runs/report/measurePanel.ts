import { decimal, percent } from "../figures.ts";
import type { RunState } from "../runState.ts";
import { niceRange, ticks } from "./axis.ts";
import type { Point } from "./curves.ts";
import { html, type Markup } from "./html.ts";
import { frame, linear, renderGrid, renderLabels, type Scale } from "./panel.ts";

/** What the test set says of each pass: accuracy, or the loss where that has no notion of accuracy. */
interface Measure {
  readonly title: string;
  /** At the passes done when it was measured. */
  readonly points: readonly Point[];
  readonly dense: number | undefined;
  readonly worst: Point | undefined;
  readonly highest: number;
  readonly format: (value: number) => string;
}

function measureOf({ passes, dense }: RunState): Measure {
  const ofAccuracy = [...passes].some(({ test }) => test.accuracy !== null) || dense?.accuracy != null;
  const points = [...passes].flatMap(({ pass, test }) => {
    const value = ofAccuracy ? test.accuracy : test.loss;
    return value === null ? [] : [{ x: pass + 1, y: value }];
  });
  const ascending = [...points].sort((a, b) => a.y - b.y);
  return ofAccuracy
    ? {
        title: "Test accuracy",
        points,
        dense: dense?.accuracy ?? undefined,
        worst: ascending[0],
        highest: 1,
        format: (value) => percent(value, 2),
      }
    : {
        title: "Test loss",
        points,
        dense: dense?.loss ?? undefined,
        worst: ascending.at(-1),
        highest: Number.POSITIVE_INFINITY,
        format: (value) => decimal(value),
      };
}

/** A dot a pass, with a stem to the dense network where there is room: nothing between two dots is made up. */
export function renderMeasurePanel(state: RunState, x: Scale["x"]): Markup {
  const { title, points, dense, worst, highest, format } = measureOf(state);
  const values = points.map((point) => point.y);
  if (dense !== undefined) values.push(dense);
  if (values.length === 0) {
    return html`${renderGrid(title, frame.measure, [], () => 0, format)}
<text class="tick" x="${frame.left}" y="${frame.measure.top + 24}">Nothing measured yet. The first point comes when the first pass ends.</text>`;
  }
  const { low, high } = niceRange(values, { low: 0, high: highest });
  const y = linear(low, high, frame.measure.bottom, frame.measure.top);
  const base = y(dense ?? low);
  const crowded = points.length > 200;
  const newest = points.at(-1);
  return html`${renderGrid(title, frame.measure, ticks(low, high, 4), y, format)}
${dense !== undefined && html`<line class="dense" x1="${frame.left}" x2="${frame.right}" y1="${base}" y2="${base}"/>`}
${points.map(
  (point) => html`${!crowded && html`<path class="stem" d="M${x(point.x)} ${base}V${y(point.y)}"/>`}
<circle class="measure" cx="${x(point.x)}" cy="${y(point.y)}" r="${crowded ? 1.5 : 3}"/>
`,
)}
${worst && worst !== newest && renderWorst(worst, y(worst.y) < base, format(worst.y), { x, y })}
${renderLabels([
  ...(newest ? [{ y: y(newest.y), name: "newest", value: format(newest.y) }] : []),
  ...(dense === undefined ? [] : [{ y: base, name: "dense", value: format(dense) }]),
])}`;
}

/** The value of the worst pass, on the side of its dot that is away from the stem. */
function renderWorst(worst: Point, above: boolean, value: string, { x, y }: Scale): Markup {
  return html`<text class="tick worst" x="${x(worst.x)}" y="${y(worst.y) + (above ? -8 : 16)}" text-anchor="middle">${value}</text>`;
}
