import type { LayerRow } from "./layerRows.ts";
import { readoutAt } from "./readout.ts";
import type { Timeline } from "./timeline.ts";

/** Numbers for other programs: full precision, sparsity 0..1, an empty field where nothing was measured (RFC 4180). */

export function timelineCsv(timeline: Timeline): string {
  const groups = timeline.groups.flatMap(({ group: { label } }) => [`scheduled ${label}`, `reached ${label}`]);
  const head = ["passes done", "prune event", ...groups, "test accuracy", "train loss", "test loss"];
  const rows = Array.from({ length: timeline.passes + 1 }, (_, x) => {
    const at = readoutAt(timeline, x);
    const sparsity = at.groups.flatMap(({ asked, reached }) => [asked, reached]);
    return [x, at.event, ...sparsity, at.accuracy, at.trainLoss, at.testLoss];
  });
  return csv([head, ...rows]);
}

export function layersCsv(rows: readonly LayerRow[]): string {
  const head = ["tensor", "layer", "class", "shape", "rule", "weights", "reached", "asked", "target", "dead filters"];
  return csv([
    head,
    ...rows.map(({ plan, weights, reached, asked, target, dead }) => [
      plan.tensor,
      plan.layer,
      plan.className,
      plan.shape.join("x"),
      plan.select,
      weights,
      reached,
      asked,
      target,
      dead,
    ]),
  ]);
}

function csv(lines: readonly (readonly (string | number | undefined)[])[]): string {
  return lines.map((fields) => `${fields.map(field).join(",")}\r\n`).join("");
}

function field(value: string | number | undefined): string {
  const text = String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
