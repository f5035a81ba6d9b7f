import type { TimelineResult } from "./results.ts";

/** Test accuracy over the passes of one pruned run, with re-estimated statistics and with those that training left. */

const plot = { left: 56, top: 44, width: 620, height: 240, right: 24, bottom: 44 };
const ticks = [0, 0.25, 0.5, 0.75, 1];

/** The chart as an SVG that brings its own background, and is dark where the reader's system is. */
export function timelineChart({ recalibrated, plain }: TimelineResult): string {
  const last = recalibrated.accuracies.length - 1;
  const x = (pass: number) => round(plot.left + (pass / last) * plot.width);
  const y = (accuracy: number) => round(plot.top + (1 - accuracy) * plot.height);
  const lineOf = (accuracies: readonly number[]) => accuracies.map((value, pass) => `${x(pass)},${y(value)}`).join(" ");
  const [width, height] = [plot.left + plot.width + plot.right, plot.top + plot.height + plot.bottom];
  const bottom = plot.top + plot.height;
  const marks = recalibrated.events.map(
    ({ pass, sparsity }) =>
      `<line class="event" x1="${x(pass)}" x2="${x(pass)}" y1="${plot.top}" y2="${bottom}"/>\n<text class="small" x="${x(pass) + 3}" y="${bottom - 8}">${percent(sparsity)}</text>`,
  );
  const levels = ticks.map(
    (tick) =>
      `<line class="level" x1="${plot.left}" x2="${plot.left + plot.width}" y1="${y(tick)}" y2="${y(tick)}"/>\n<text class="axis" x="${plot.left - 8}" y="${y(tick)}">${percent(tick)}</text>`,
  );
  const passes = recalibrated.accuracies.map((_, pass) =>
    pass % 2 === 0 ? `<text class="pass" x="${x(pass)}" y="${bottom + 14}">${pass}</text>` : "",
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>Test accuracy after each pass, with and without re-estimated statistics</title>
<desc>With: ${listed(recalibrated.accuracies)}. Without: ${listed(plain.accuracies)}.</desc>
<style>${style}</style>
<rect class="page" width="100%" height="100%" rx="6"/>
<line class="with" x1="${plot.left}" x2="${plot.left + 24}" y1="20" y2="20"/>
<text x="${plot.left + 32}" y="20">statistics re-estimated</text>
<line class="without" x1="${plot.left + 220}" x2="${plot.left + 244}" y1="20" y2="20"/>
<text x="${plot.left + 252}" y="20">as training leaves them</text>
<line class="event" x1="${plot.left + 440}" x2="${plot.left + 440}" y1="12" y2="28"/>
<text x="${plot.left + 448}" y="20">prune event, sparsity</text>
${[...levels, ...marks, ...passes.filter(Boolean)].join("\n")}
<text class="pass" x="${plot.left + plot.width / 2}" y="${bottom + 32}">pass</text>
<polyline class="without" points="${lineOf(plain.accuracies)}"/>
<polyline class="with" points="${lineOf(recalibrated.accuracies)}"/>
</svg>
`;
}

const style = `
text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328; dominant-baseline: central; }
.axis { text-anchor: end; }
.pass { text-anchor: middle; }
.small { font-size: 11px; }
.page { fill: #ffffff; }
.level { stroke: #d1d9e0; }
.event { stroke: #59636e; stroke-dasharray: 3 3; }
.with, .without { fill: none; stroke-width: 2; }
.with { stroke: #0969da; }
.without { stroke: #bc4c00; stroke-dasharray: 6 3; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .page { fill: #0d1117; }
  .level { stroke: #3d444d; }
  .event { stroke: #9198a1; }
  .with { stroke: #4493f8; }
  .without { stroke: #f0883e; }
}
`;

function listed(accuracies: readonly number[]): string {
  return accuracies.map(percent).join(", ");
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
