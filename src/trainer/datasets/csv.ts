import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import { DatasetError } from "./dataset.ts";
import { fileProblem } from "./files.ts";
import { listed } from "./wording.ts";

/** A table of numbers with a column of labels. */
export interface Table {
  readonly file: string;
  /** Header of the column of labels. */
  readonly label: string;
  /** Headers of the columns of numbers. */
  readonly columns: readonly string[];
  /** [rows, columns], row-major. */
  readonly values: Float32Array;
  /** As they stand in the file. */
  readonly labels: readonly string[];
  /** Line of the file that each row ends on, from 1. */
  readonly lines: readonly number[];
  /** SHA-256 (hex) of the file. */
  readonly sha256: string;
}

/**
 * Reads a comma-separated file with a line of headers.
 *
 * @param label header of the column of labels
 * @throws DatasetError that names the file, and line and column of a cell that is no number
 */
export async function readCsv(path: string, label: string): Promise<Table> {
  const hash = createHash("sha256");
  const table = new TableBuilder(path, label);
  const parser = parse({
    bom: true,
    trim: true,
    skip_empty_lines: true,
    // Rows are taken one by one as they are read: a file of millions would not fit as strings.
    on_record: (cells: string[], { lines }) => {
      table.add(cells, lines);
      return null;
    },
  });
  try {
    await pipeline(createReadStream(path), hashing(hash), parser, async (rows) => {
      for await (const _ of rows);
    });
  } catch (error) {
    throw problemOf(path, error);
  }
  return table.finish(hash.digest("hex"));
}

function hashing(hash: ReturnType<typeof createHash>) {
  return async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  };
}

class TableBuilder {
  readonly #file: string;
  readonly #label: string;
  #headers: readonly string[] | undefined;
  #labelColumn = -1;
  readonly #rows: Float32Array[] = [];
  readonly #labels: string[] = [];
  readonly #lines: number[] = [];

  constructor(file: string, label: string) {
    this.#file = file;
    this.#label = label;
  }

  add(cells: readonly string[], line: number): void {
    if (!this.#headers) {
      this.#readHeaders(cells);
      return;
    }
    const row = new Float32Array(cells.length - 1);
    let filled = 0;
    for (const [column, cell] of cells.entries()) {
      if (cell === "") throw this.#cellProblem(line, column, "the cell is empty");
      if (column === this.#labelColumn) this.#labels.push(cell);
      else row[filled++] = this.#number(cell, line, column);
    }
    this.#rows.push(row);
    this.#lines.push(line);
  }

  finish(sha256: string): Table {
    if (!this.#headers) throw new DatasetError(`${this.#file} is empty: a line of headers is needed.`);
    if (this.#rows.length === 0) throw new DatasetError(`${this.#file} holds headers, but no rows.`);
    const columns = this.#headers.filter((_, column) => column !== this.#labelColumn);
    const values = new Float32Array(this.#rows.length * columns.length);
    for (const [index, row] of this.#rows.entries()) values.set(row, index * columns.length);
    return { file: this.#file, label: this.#label, columns, values, labels: this.#labels, lines: this.#lines, sha256 };
  }

  #readHeaders(headers: readonly string[]): void {
    const columns = headers.filter((header) => header === this.#label).length;
    if (columns !== 1) {
      throw new DatasetError(
        `${this.#file} has ${columns === 0 ? "no column" : `${columns} columns`} "${this.#label}" to take labels from. Its headers are ${listed(headers)}.`,
      );
    }
    if (headers.length === 1) throw new DatasetError(`${this.#file} has no columns beside "${this.#label}".`);
    this.#headers = headers;
    this.#labelColumn = headers.indexOf(this.#label);
  }

  #number(cell: string, line: number, column: number): number {
    const value = Math.fround(Number(cell));
    if (Number.isFinite(value)) return value;
    throw this.#cellProblem(line, column, `"${cell}" is no finite float32 number`);
  }

  #cellProblem(line: number, column: number, problem: string): DatasetError {
    return new DatasetError(`${this.#file}, line ${line}, column "${this.#headers?.[column]}": ${problem}.`);
  }
}

function problemOf(path: string, error: unknown): DatasetError {
  if (error instanceof DatasetError) return error;
  if (error instanceof CsvError) return new DatasetError(`${path} is no well-formed CSV: ${error.message}.`);
  return fileProblem(path, error);
}
