import { percent } from "../../runs/figures.ts";
import type { ScheduledEvent } from "./curve.ts";

const width = 420;
const height = 160;
const left = 44;
const right = 64;
const top = 12;
const bottom = 26;

/**
 * The steps of a schedule over the passes of a run, as SVG in the colours of the theme. One line of text: Markdown
 * would end it at an empty one.
 */
export function scheduleCurve(events: readonly ScheduledEvent[], passes: number): string {
  const x = (pass: number) => round(left + ((width - left - right) * pass) / Math.max(1, passes));
  const y = (sparsity: number) => round(top + (height - top - bottom) * (1 - sparsity));
  const last = events.at(-1);
  const shares = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<line x1="${left}" x2="${width - right}" y1="${y(share)}" y2="${y(share)}" style="${grid}"/>` +
      `<text x="${left - 6}" y="${y(share) + 4}" text-anchor="end" style="${muted}">${share * 100}\u202f%</text>`,
  );
  const labelled = [...new Set([0, last?.pass ?? 0, passes])];
  const ticks = labelled.map(
    (pass) => `<text x="${x(pass)}" y="${height - 8}" text-anchor="middle" style="${muted}">${pass}</text>`,
  );
  const steps = events.map(({ pass, sparsity }) => `H${x(pass)}V${y(sparsity)}`).join("");
  const marks = events.map(
    ({ pass, sparsity }) => `<circle cx="${x(pass)}" cy="${y(sparsity)}" r="2.5" style="${mark}"/>`,
  );
  const end = last ? y(last.sparsity) : y(0);
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" style="max-width:100%" role="img" aria-label="Sparsity over ${passes} passes">`,
    ...shares,
    ...ticks,
    `<path d="M${x(0)} ${y(0)}${steps}H${x(passes)}" style="${line}"/>`,
    ...marks,
    `<text x="${width - right + 6}" y="${end + 4}" style="${ink}">${percent(last?.sparsity ?? 0)}</text>`,
    "</svg>",
  ].join("");
}

const text = "font:11px var(--vscode-font-family,sans-serif);font-variant-numeric:tabular-nums";
const muted = `${text};fill:var(--vscode-descriptionForeground)`;
const ink = `${text};font-weight:600;fill:var(--vscode-foreground)`;
const grid = "stroke:var(--vscode-foreground);stroke-opacity:.15";
const line = "fill:none;stroke:var(--vscode-charts-blue);stroke-width:1.5";
const mark = "fill:var(--vscode-charts-blue)";

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
