import { isNumeric } from "../../recipes/losses.ts";
import type { LossName } from "../../recipes/recipe.ts";
import type { Table } from "./csv.ts";
import { DatasetError, type TargetKind } from "./dataset.ts";
import { checkKnown, classTarget, countClasses, type Labels } from "./targets.ts";

/** How a column of labels is read: settled by the training table, then applied to the test table as well. */
export interface LabelReading {
  readonly target: TargetKind;
  /** @throws DatasetError that names file and line of a label that does not fit */
  read(table: Table): Float32Array;
}

/**
 * Numbers for losses of numbers. Else classes: where every label is a number they are class indices, otherwise they are
 * names of classes, sorted.
 *
 * @param column of the table's labels
 * @throws DatasetError that names file and line of a number that is no class index
 */
export function readingOf(loss: LossName, train: Table, column: number): LabelReading {
  if (isNumeric(loss)) return asNumbers(loss, column);
  return train.labels[column].cells.every(isNumber) ? asIndices(loss, train, column) : asNames(loss, train, column);
}

function asNumbers(loss: LossName, column: number): LabelReading {
  return {
    target: { kind: "values", width: 1 },
    read: (table) =>
      Float32Array.from(table.labels[column].cells, (cell, row) => {
        if (isNumber(cell)) return Number(cell);
        throw new DatasetError(`${whereIn(table, column)(row)}: "${cell}" is no number, but ${loss} learns numbers.`);
      }),
  };
}

function asIndices(loss: LossName, train: Table, column: number): LabelReading {
  const labelsOf = (table: Table): Labels => ({
    values: table.labels[column].cells.map(Number),
    where: whereIn(table, column),
  });
  const classes = countClasses(labelsOf(train));
  return {
    target: classTarget(loss, classes, train.file),
    read(table) {
      const labels = labelsOf(table);
      checkKnown(labels, classes);
      return Float32Array.from(labels.values);
    },
  };
}

function asNames(loss: LossName, train: Table, column: number): LabelReading {
  const classNames = [...new Set(train.labels[column].cells)].sort();
  const indices = new Map(classNames.map((name, index) => [name, index]));
  return {
    target: classTarget(loss, classNames.length, train.file, classNames),
    read: (table) =>
      Float32Array.from(table.labels[column].cells, (cell, row) => {
        const index = indices.get(cell);
        if (index !== undefined) return index;
        throw new DatasetError(
          `${whereIn(table, column)(row)}: "${cell}" is a class that ${train.file} does not have.`,
        );
      }),
  };
}

const whereIn =
  ({ file, lines, labels }: Table, column: number) =>
  (row: number) =>
    `${file}, line ${lines[row]}, column "${labels[column].header}"`;

const isNumber = (cell: string) => Number.isFinite(Number(cell));
