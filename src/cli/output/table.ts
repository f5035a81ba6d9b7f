import { stripVTControlCharacters } from "node:util";

export interface Column<Row> {
  readonly title: string;
  readonly align?: "left" | "right";
  readonly cell: (row: Row) => string;
}

/** A plain table: columns two spaces apart, a rule under the header, numbers to the right. */
export function renderTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ cell }) => cell(row)))];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => width(line[i] ?? ""))));
  const lines = cells.map((line) => renderLine(line, widths, columns));
  lines.splice(1, 0, widths.map((length) => "─".repeat(length)).join("  "));
  return lines.join("\n");
}

function renderLine<Row>(line: readonly string[], widths: readonly number[], columns: readonly Column<Row>[]): string {
  const padded = line.map((text, i) => {
    const gap = " ".repeat((widths[i] ?? 0) - width(text));
    return columns[i]?.align === "right" ? gap + text : text + gap;
  });
  return padded.join("  ").trimEnd();
}

function width(text: string): number {
  return stripVTControlCharacters(text).length;
}
