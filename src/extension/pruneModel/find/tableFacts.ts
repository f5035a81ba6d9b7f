import { parse } from "csv-parse/sync";
import { type DataFacts, DataProblem, type TableColumn, type Targets } from "./dataFacts.ts";
import type { DataPlace } from "./dataPlace.ts";

/**
 * A table with a line of headers.
 *
 * @param text of the file, or its beginning
 * @param isWhole whether it is all of it: only then do rows and classes count
 * @throws DataProblem where it is no table
 */
export function tableFacts(place: DataPlace & { type: "csv" }, text: string, isWhole: boolean): DataFacts {
  const [headers = [], ...rows] = recordsOf(place.train, isWhole ? text : text.slice(0, text.lastIndexOf("\n") + 1));
  if (headers.length < 2 || rows.length === 0) {
    throw new DataProblem(`${place.train} is no table: it needs a line of headers, two columns and a row.`);
  }
  return {
    place,
    inputShapes: [[headers.length - 1]],
    targets: [undefined],
    train: isWhole ? rows.length : undefined,
    test: undefined,
    areBytes: false,
    columns: headers.map((name, column) => {
      const cells = rows.map((row) => row[column] ?? "");
      return columnOf(name, cells, isWhole);
    }),
  };
}

function recordsOf(file: string, text: string): string[][] {
  try {
    return parse(text, { bom: true, trim: true, skip_empty_lines: true });
  } catch (error) {
    throw new DataProblem(`${file} is no table: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function columnOf(name: string, cells: readonly string[], isWhole: boolean): TableColumn {
  const distinct = [...new Set(cells)];
  return { name, examples: distinct.slice(0, 4), targets: isWhole ? targetsOf(distinct) : undefined };
}

/** As the trainer reads labels: names of classes, class indices where all are whole numbers from 0, else values. */
function targetsOf(distinct: readonly string[]): Targets {
  const numbers = distinct.map((cell) => (cell === "" ? Number.NaN : Number(cell)));
  if (!numbers.every(Number.isFinite)) return { kind: "classes", count: distinct.length, exact: true };
  if (!numbers.every((value) => Number.isInteger(value) && value >= 0)) return { kind: "values", width: 1 };
  return { kind: "classes", count: Math.max(...numbers) + 1, exact: false };
}

/** Where labels are likely: a column that is called so, else the last one. */
export function likelyLabel(columns: readonly TableColumn[]): string | undefined {
  const named = columns.find(({ name }) => /^(label|class|target|category|species|y)s?$/i.test(name));
  return (named ?? columns.at(-1))?.name;
}
