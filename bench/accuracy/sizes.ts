import { markdownTable } from "../performance/markdown.ts";
import type { FormsResult } from "./results.ts";
import { intervalOf, mean } from "./statistics.ts";

type Form = FormsResult["forms"][number];

/** What the original project published for its demo: MobileNet 1.0 on 102 flowers; sizes gzipped. */
const published: readonly (readonly [form: string, accuracy: string, size: string])[] = [
  ["dense", "97.16 %", "12 MB"],
  ["pruned", "97.0 %", "4.3 MB"],
  ["rounded to 8 bits", "97.05 %", "3.2 MB"],
  ["rounded and pruned", "96.7 %", "2.3 MB"],
  ["batch norm merged, rounded", "96.96 %", "3.0 MB"],
];

/** A row a form: accuracy over all folds, bytes as files, and the difference to the dense network of the same fold. */
export function formTable({ forms }: FormsResult): string {
  const names = [...new Set(forms.map(({ form }) => form))];
  const ofForm = (name: string) => forms.filter(({ form }) => form === name).sort((a, b) => a.fold - b.fold);
  const dense = ofForm("dense");
  const rows = names.map((name) => {
    const folds = ofForm(name);
    const accuracies = folds.map(({ accuracy }) => accuracy);
    return [
      name,
      `${percent(mean(accuracies))} (${percent(Math.min(...accuracies))} to ${percent(Math.max(...accuracies))})`,
      name === "dense" ? "" : difference(folds, dense),
      bytes(folds, ({ raw }) => raw),
      bytes(folds, ({ gzip }) => gzip),
      bytes(folds, ({ packed }) => packed),
    ];
  });
  return markdownTable(["form", "test accuracy (folds)", "less dense, points", "float32", "gzip -9", "packed"], rows);
}

/** The published numbers, for comparison: another network and other flowers. */
export function publishedTable(): string {
  return markdownTable(
    ["original, 102 flowers", "test accuracy", "size"],
    published.map((row) => [...row]),
  );
}

function difference(folds: readonly Form[], dense: readonly Form[]): string {
  const differences = folds.map(({ accuracy }, i) => accuracy - (dense[i]?.accuracy ?? Number.NaN));
  const { mean: middle, halfWidth } = intervalOf(differences);
  const sign = middle < 0 ? "−" : "+";
  return `${sign}${(100 * Math.abs(middle)).toFixed(2)} ± ${(100 * halfWidth).toFixed(2)}`;
}

/** Mean over the folds; forms that exist packed only have no others. */
function bytes(folds: readonly Form[], pick: (form: Form) => number | undefined): string {
  const values = folds.map(pick).filter((value) => value !== undefined);
  return values.length < folds.length ? "" : `${(mean(values) / 1000).toFixed(1)} kB`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
