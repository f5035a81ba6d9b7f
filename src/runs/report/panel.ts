import type { Point } from "./curves.ts";
import { html, type Markup } from "./html.ts";

/** Where the timeline's panels are, in units of its view box. */
export const frame = {
  width: 960,
  height: 456,
  left: 56,
  right: 828,
  sparsity: { top: 28, bottom: 218 },
  measure: { top: 262, bottom: 412 },
} as const;

export interface Panel {
  readonly top: number;
  readonly bottom: number;
}

/** From passes done and a value to a place in the drawing. */
export interface Scale {
  readonly x: (passes: number) => number;
  readonly y: (value: number) => number;
}

export function linear(low: number, high: number, from: number, to: number): (value: number) => number {
  // A tenth of a unit is finer than a screen shows, and keeps the page small.
  return (value) => Math.round((from + ((value - low) / (high - low)) * (to - from)) * 10) / 10;
}

/** Title, grid lines and their values. */
export function renderGrid(
  title: string,
  { top }: Panel,
  marks: readonly number[],
  y: Scale["y"],
  label: (value: number) => string,
): Markup {
  const lines = marks.map(
    (mark) => html`<line class="grid" x1="${frame.left}" x2="${frame.right}" y1="${y(mark)}" y2="${y(mark)}"/>
<text class="tick" x="${frame.left - 8}" y="${y(mark) + 4}" text-anchor="end">${label(mark)}</text>
`,
  );
  return html`<text class="panel" x="${frame.left}" y="${top - 12}">${title}</text>
${lines}`;
}

export interface Label {
  readonly y: number;
  readonly name: string;
  readonly value: string;
}

/** Names and values in the right margin, pushed down where they would meet. */
export function renderLabels(labels: readonly Label[]): Markup {
  const lineHeight = 16;
  let free = Number.NEGATIVE_INFINITY;
  const texts = [...labels]
    .sort((a, b) => a.y - b.y)
    .map(({ y, name, value }) => {
      const place = Math.max(y, free);
      free = place + lineHeight;
      return html`<text x="${frame.right + 12}" y="${place + 4}">${name} <tspan class="value">${value}</tspan></text>
`;
    });
  return html`${texts}`;
}

export function linePath(points: readonly Point[], { x, y }: Scale): string {
  return points.map((point, i) => `${i === 0 ? "M" : "L"}${x(point.x)} ${y(point.y)}`).join("");
}

/** From zero, level between points, up to `end`. */
export function stepPath(points: readonly Point[], end: number, { x, y }: Scale): string {
  const steps = points.map((point) => `H${x(point.x)}V${y(point.y)}`).join("");
  return `M${x(0)} ${y(0)}${steps}H${x(end)}`;
}
