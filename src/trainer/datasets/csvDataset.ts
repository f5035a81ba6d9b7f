import { basename, resolve } from "node:path";
import { isNumeric } from "../../recipes/losses.ts";
import { stratifiedSplit } from "../shuffle.ts";
import type { OpenContext, SettingsOf } from "./context.ts";
import { readCsv, type Table } from "./csv.ts";
import { type LabelReading, readingOf } from "./csvLabels.ts";
import { type Dataset, DatasetError, type Examples } from "./dataset.ts";
import { floatExamples, subset } from "./examples.ts";
import { sha256 } from "./files.ts";
import { normalizeFloats } from "./normalization.ts";
import { adoptShape } from "./shapes.ts";
import { columnStatistics } from "./standardize.ts";
import { counted } from "./wording.ts";

/**
 * Tables of numbers with a column of labels; the test set is a file of its own or a share of the rows, drawn by the
 * seed and stratified by class.
 *
 * @throws DatasetError that names file, line and column
 */
export async function openCsv(settings: SettingsOf<"csv">, context: OpenContext): Promise<Dataset> {
  const table = await readCsv(resolve(context.baseFolder, settings.train), settings.label);
  const testTable = settings.test && (await readCsv(resolve(context.baseFolder, settings.test), settings.label));
  if (testTable) checkColumns(table, testTable);

  const labels = readingOf(context.loss, table);
  const classOf = isNumeric(context.loss) ? new Uint8Array(table.labels.length) : labels.read(table);
  const split = stratifiedSplit(classOf, testTable ? 0 : settings.testShare, context.seed);
  if (settings.normalize === "standardize") {
    const statistics = columnStatistics(table.values, table.columns.length, split.train);
    for (const { values, columns } of testTable ? [table, testTable] : [table]) {
      normalizeFloats(values, statistics, columns.length);
    }
  }
  const all = examplesOf(table, labels);
  return {
    name: basename(settings.train),
    inputShape: adoptShape([table.columns.length], context.inputShape),
    target: labels.target,
    classNames: labels.classNames,
    train: subset(all, split.train),
    test: testTable ? examplesOf(testTable, labels) : subset(all, split.test),
    sha256: sha256([table, ...(testTable ? [testTable] : [])].map((each) => each.sha256).join("\n")),
    decoder: undefined,
    warnings: [],
    close: async () => {},
  };
}

function checkColumns(train: Table, test: Table): void {
  if (train.columns.length !== test.columns.length) {
    throw new DatasetError(
      `${test.file} has ${counted(test.columns.length, "column")} of numbers, but ${train.file} has ${train.columns.length}.`,
    );
  }
  const different = train.columns.findIndex((column, index) => column !== test.columns[index]);
  if (different < 0) return;
  throw new DatasetError(
    `${test.file} has the column "${test.columns[different]}" where ${train.file} has "${train.columns[different]}".`,
  );
}

function examplesOf(table: Table, labels: LabelReading): Examples {
  return floatExamples(table.values, table.columns.length, { width: 1, values: labels.read(table) });
}
