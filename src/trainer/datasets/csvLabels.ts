import { isNumeric } from "../../recipes/losses.ts";
import type { LossName } from "../../recipes/recipe.ts";
import type { Table } from "./csv.ts";
import { DatasetError, type TargetKind } from "./dataset.ts";
import { checkKnown, classTarget, countClasses, type Labels } from "./targets.ts";

/** How the label column is read: settled by the training table, then applied to the test table as well. */
export interface LabelReading {
  readonly target: TargetKind;
  readonly classNames: readonly string[] | undefined;
  /** @throws DatasetError that names file and line of a label that does not fit */
  read(table: Table): Float32Array;
}

/**
 * Numbers for losses of numbers. Else classes: where every label is a number they are class indices, otherwise they are
 * names of classes, sorted.
 *
 * @throws DatasetError that names file and line of a number that is no class index
 */
export function readingOf(loss: LossName, train: Table): LabelReading {
  if (isNumeric(loss)) return asNumbers(loss);
  return train.labels.every(isNumber) ? asIndices(loss, train) : asNames(loss, train);
}

function asNumbers(loss: LossName): LabelReading {
  return {
    target: { kind: "values", width: 1 },
    classNames: undefined,
    read: (table) =>
      Float32Array.from(table.labels, (cell, row) => {
        if (isNumber(cell)) return Number(cell);
        throw new DatasetError(`${whereIn(table)(row)}: "${cell}" is no number, but ${loss} learns numbers.`);
      }),
  };
}

function asIndices(loss: LossName, train: Table): LabelReading {
  const labelsOf = (table: Table): Labels => ({ values: table.labels.map(Number), where: whereIn(table) });
  const classes = countClasses(labelsOf(train));
  return {
    target: classTarget(loss, classes, train.file),
    classNames: undefined,
    read(table) {
      const labels = labelsOf(table);
      checkKnown(labels, classes);
      return Float32Array.from(labels.values);
    },
  };
}

function asNames(loss: LossName, train: Table): LabelReading {
  const classNames = [...new Set(train.labels)].sort();
  const indices = new Map(classNames.map((name, index) => [name, index]));
  return {
    target: classTarget(loss, classNames.length, train.file),
    classNames,
    read: (table) =>
      Float32Array.from(table.labels, (cell, row) => {
        const index = indices.get(cell);
        if (index !== undefined) return index;
        throw new DatasetError(`${whereIn(table)(row)}: "${cell}" is a class that ${train.file} does not have.`);
      }),
  };
}

const whereIn = (table: Table) => (row: number) => `${table.file}, line ${table.lines[row]}, column "${table.label}"`;

const isNumber = (cell: string) => Number.isFinite(Number(cell));
