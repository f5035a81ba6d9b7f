import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import { DatasetError } from "./dataset.ts";
import { fileProblem } from "./files.ts";
import { listed } from "./wording.ts";

/** A table of numbers with columns of labels. */
export interface Table {
  readonly file: string;
  /** Headers of the columns of numbers. */
  readonly columns: readonly string[];
  /** [rows, columns], row-major. */
  readonly values: Float32Array;
  /** In the order that they were asked for. */
  readonly labels: readonly LabelColumn[];
  /** Line of the file that each row ends on, from 1. */
  readonly lines: readonly number[];
  /** SHA-256 (hex) of the file. */
  readonly sha256: string;
}

export interface LabelColumn {
  readonly header: string;
  /** As they stand in the file, row by row. */
  readonly cells: readonly string[];
}

/**
 * Reads a comma-separated file with a line of headers.
 *
 * @param labels headers of the columns of labels
 * @throws DatasetError that names the file, and line and column of a cell that is no number
 */
export async function readCsv(path: string, labels: readonly string[]): Promise<Table> {
  const hash = createHash("sha256");
  const table = new TableBuilder(path, labels);
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
  readonly #labels: readonly string[];
  #headers: readonly string[] = [];
  /** Of each column that holds labels, by its header: several outputs may learn the same one. */
  readonly #cellsOf: ReadonlyMap<string, string[]>;
  readonly #rows: Float32Array[] = [];
  readonly #lines: number[] = [];

  constructor(file: string, labels: readonly string[]) {
    this.#file = file;
    this.#labels = labels;
    this.#cellsOf = new Map(labels.map((header) => [header, []]));
  }

  add(cells: readonly string[], line: number): void {
    if (this.#headers.length === 0) {
      this.#readHeaders(cells);
      return;
    }
    const row = new Float32Array(cells.length - this.#cellsOf.size);
    let filled = 0;
    for (const [column, cell] of cells.entries()) {
      if (cell === "") throw this.#cellProblem(line, column, "the cell is empty");
      const labels = this.#cellsOf.get(this.#headers[column]);
      if (labels) labels.push(cell);
      else row[filled++] = this.#number(cell, line, column);
    }
    this.#rows.push(row);
    this.#lines.push(line);
  }

  finish(sha256: string): Table {
    if (this.#headers.length === 0) throw new DatasetError(`${this.#file} is empty: a line of headers is needed.`);
    if (this.#rows.length === 0) throw new DatasetError(`${this.#file} holds headers, but no rows.`);
    const columns = this.#headers.filter((header) => !this.#cellsOf.has(header));
    const values = new Float32Array(this.#rows.length * columns.length);
    for (const [index, row] of this.#rows.entries()) values.set(row, index * columns.length);
    const labels = this.#labels.map((header) => ({ header, cells: this.#cellsOf.get(header) ?? [] }));
    return { file: this.#file, columns, values, labels, lines: this.#lines, sha256 };
  }

  #readHeaders(headers: readonly string[]): void {
    for (const header of this.#cellsOf.keys()) {
      const columns = headers.filter((other) => other === header).length;
      if (columns === 1) continue;
      throw new DatasetError(
        `${this.#file} has ${columns === 0 ? "no column" : `${columns} columns`} "${header}" to take labels from. Its headers are ${listed(headers)}.`,
      );
    }
    if (headers.length === this.#cellsOf.size) {
      throw new DatasetError(
        `${this.#file} has no columns beside ${headers.map((header) => `"${header}"`).join(", ")}.`,
      );
    }
    this.#headers = headers;
  }

  #number(cell: string, line: number, column: number): number {
    const value = Math.fround(Number(cell));
    if (Number.isFinite(value)) return value;
    throw this.#cellProblem(line, column, `"${cell}" is no finite float32 number`);
  }

  #cellProblem(line: number, column: number, problem: string): DatasetError {
    return new DatasetError(`${this.#file}, line ${line}, column "${this.#headers[column]}": ${problem}.`);
  }
}

function problemOf(path: string, error: unknown): DatasetError {
  if (error instanceof DatasetError) return error;
  if (error instanceof CsvError) return new DatasetError(`${path} is no well-formed CSV: ${error.message}.`);
  return fileProblem(path, error);
}
