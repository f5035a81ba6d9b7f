import type { CaseResult, ContenderResult, TrainResult } from "../results.ts";
import { nativeOf } from "../train/summary.ts";
import { duration } from "./numbers.ts";

/** Bars of the step's median, one panel a case, each with a scale of its own; a line in the bar marks the best step. */

const panel = { width: 420, head: 34, bar: 18, gap: 8, label: 120, value: 70, foot: 22 };
const margin = 16;
const perRow = 2;

/** Native first, then its peers, then the other engines of this project. */
const order = ["native", "keras", "keras-1", "tfmot", "torch", "wasm", "eager"];

interface Bar {
  readonly kind: "native" | "peer" | "own";
  readonly title: string;
  readonly step: ContenderResult["step"];
}

/** The chart as an SVG that brings its own background, and is dark where the reader's system is. */
export function stepChart({ cases }: TrainResult): string {
  const panels = cases.map(barsOf);
  const bars = Math.max(...panels.map(({ length }) => length));
  const height = panel.head + bars * (panel.bar + panel.gap) + panel.foot;
  const drawn = panels.map((bars, i) => {
    const [x, y] = [margin + (i % perRow) * (panel.width + margin), margin + Math.floor(i / perRow) * height];
    return `<g transform="translate(${x} ${y})">\n${drawPanel(cases[i], bars)}\n</g>`;
  });
  const size = [
    margin + Math.min(perRow, cases.length) * (panel.width + margin),
    margin + Math.ceil(cases.length / perRow) * height,
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size[0]} ${size[1]}" width="${size[0]}" height="${size[1]}" role="img">
<title>Time of a training step</title>
<desc>${escaped(description(cases))}</desc>
<style>${style}</style>
<rect class="page" width="100%" height="100%" rx="6"/>
${drawn.join("\n")}
</svg>
`;
}

function barsOf(entry: CaseResult): Bar[] {
  const native = nativeOf(entry);
  const named = new Map(entry.contenders.map((contender) => [contender.name, contender]));
  if (native) named.set("native", native);
  return order.flatMap((name) => {
    const contender = named.get(name);
    if (!contender) return [];
    const kind = name === "native" ? name : name === "wasm" || name === "eager" ? "own" : "peer";
    return [{ kind, title: name === "native" ? "native" : contender.title, step: contender.step }];
  });
}

function drawPanel({ title }: CaseResult, bars: readonly Bar[]): string {
  const longest = Math.max(...bars.map(({ step }) => step.median));
  const room = panel.width - panel.label - panel.value;
  const lengthOf = (milliseconds: number) => round((milliseconds / longest) * room);
  const drawn = bars.map(({ kind, title, step }, i) => {
    const y = panel.head + i * (panel.bar + panel.gap);
    const middle = y + panel.bar / 2;
    const [median, best] = [lengthOf(step.median), lengthOf(step.minimum)];
    return [
      `<text class="name" x="${panel.label - 8}" y="${middle}">${escaped(title)}</text>`,
      `<rect class="${kind}" x="${panel.label}" y="${y}" width="${median}" height="${panel.bar}" rx="2"/>`,
      `<line class="best" x1="${panel.label + best}" x2="${panel.label + best}" y1="${y + 3}" y2="${y + panel.bar - 3}"/>`,
      `<text class="value" x="${panel.label + median + 6}" y="${middle}">${duration(step.median)}</text>`,
    ].join("\n");
  });
  return [`<text class="title" y="18">${escaped(title)}</text>`, ...drawn].join("\n");
}

function description(cases: readonly CaseResult[]): string {
  const sentences = cases.map((entry) => {
    const parts = barsOf(entry).map(({ title, step }) => `${title} ${duration(step.median)}`);
    return `${entry.title}: ${parts.join(", ")}.`;
  });
  return `Medians. ${sentences.join(" ")}`;
}

const style = `
text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328; dominant-baseline: central; }
.title { font-weight: 600; }
.name { text-anchor: end; }
.page { fill: #ffffff; }
.native { fill: #0969da; }
.own { fill: #80b3e8; }
.peer { fill: #afb8c1; }
.best { stroke: #ffffff; stroke-width: 2; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .page { fill: #0d1117; }
  .native { fill: #4493f8; }
  .own { fill: #27588f; }
  .peer { fill: #656c76; }
  .best { stroke: #0d1117; }
}
`;

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
