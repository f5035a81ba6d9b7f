import { basename, resolve } from "node:path";
import { isNumeric } from "../../recipes/losses.ts";
import type { Port } from "../engines/engine.ts";
import { stratifiedSplit } from "../shuffle.ts";
import { checkEntries, type OpenContext, type SettingsOf } from "./context.ts";
import { readCsv, type Table } from "./csv.ts";
import { type LabelReading, readingOf } from "./csvLabels.ts";
import { type Dataset, DatasetError, type Examples } from "./dataset.ts";
import { heldExamples, joinTargets, subset } from "./examples.ts";
import { sha256 } from "./files.ts";
import { normalizeFloats } from "./normalization.ts";
import { adoptShape, modelShapeText, sizeOf } from "./shapes.ts";
import { columnStatistics } from "./standardize.ts";
import { counted } from "./wording.ts";

/**
 * Tables of numbers with a column of labels for each output of the model; the test set is a file of its own or a share of the rows, drawn by the
 * seed and stratified by the class of the first output that learns one.
 *
 * @throws DatasetError that names file, line and column
 */
export async function openCsv(settings: SettingsOf<"csv">, context: OpenContext): Promise<Dataset> {
  const headers = [settings.label].flat();
  checkEntries("label", headers.length, context.outputs, "output");
  const table = await readCsv(resolve(context.baseFolder, settings.train), headers);
  const testTable = settings.test && (await readCsv(resolve(context.baseFolder, settings.test), headers));
  if (testTable) checkColumns(table, testTable);

  const labels = context.losses.map((loss, column) => readingOf(loss, table, column));
  const classes = labels.find((_, column) => !isNumeric(context.losses[column]));
  const classOf = classes ? classes.read(table) : new Uint8Array(table.lines.length);
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
    inputShapes: shapesOf(table, context.inputs),
    targets: labels.map(({ target }) => target),
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

/** The columns in their order make the inputs, one after the other. */
function shapesOf({ file, columns }: Table, inputs: readonly Port[]): (readonly number[])[] {
  if (inputs.length === 1) return [adoptShape([columns.length], inputs[0].shape)];
  const taken = inputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (taken === columns.length) return inputs.map(({ shape }) => shape);
  const each = inputs.map(({ layer, shape }) => `${layer} ${modelShapeText(shape)}`).join(", ");
  throw new DatasetError(
    `The inputs of the network take ${taken} numbers an example (${each}), but ${file} has ${counted(columns.length, "column")} of numbers.`,
  );
}

function examplesOf(table: Table, labels: readonly LabelReading[]): Examples {
  const targets = joinTargets(labels.map((reading) => ({ width: 1, values: reading.read(table) })));
  return heldExamples([{ width: table.columns.length, values: table.values }], targets);
}
