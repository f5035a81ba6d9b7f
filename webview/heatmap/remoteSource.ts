import { type Cells, type CellWindow, wholeWindow } from "../../src/heatmap/cells.ts";
import { type LevelDomain, magnitudeOfLevel } from "../../src/heatmap/levels.ts";
import type { CellRequest, TensorValues } from "../../src/protocol/tensorViews.ts";
import type { MatrixLayout } from "../../src/pruning/matrixLayout.ts";
import { type CellSource, type Density, densityOf, type Picture, type Reading } from "./source.ts";

interface Seen {
  readonly cells: Cells;
  readonly window: CellWindow;
  readonly event: number;
}

/** Rows and columns of cells in the picture of the whole, at most. */
const overviewCells = 512;
/** How much more than what is looked at a request asks for, on each side, so that panning has something to show. */
const margin = 0.5;
const keptPictures = 6;

/**
 * A tensor too large to be sent: the host aggregates what a person looks at. One request is on its way at a time, and
 * the newest wish comes next; until its answer is there, a picture of the whole is shown.
 */
export class RemoteSource implements CellSource {
  readonly extent: MatrixLayout;
  readonly masked: boolean;
  readonly events: number;
  readonly exact = false;
  domain: LevelDomain | undefined;
  readonly #tensor: string;
  readonly #request: (request: CellRequest) => Promise<Cells>;
  readonly #failed: (error: Error) => void;
  /** Newest first. */
  #pictures: readonly Seen[] = [];
  readonly #overviews = new Map<number, Seen>();
  #wish: CellRequest | undefined;
  #isAsking = false;
  readonly #listeners = new Set<() => void>();

  /** @param failed hears why a picture cannot be had */
  constructor(
    tensor: string,
    { masked, events }: Extract<TensorValues, { kind: "windowed" }>,
    layout: MatrixLayout,
    request: (request: CellRequest) => Promise<Cells>,
    failed: (error: Error) => void,
  ) {
    this.extent = layout;
    this.masked = masked;
    this.events = events;
    this.#tensor = tensor;
    this.#request = request;
    this.#failed = failed;
  }

  picture(window: CellWindow, event: number): Picture | undefined {
    const seen = this.#find(window, event);
    if (seen) return { kind: "cells", ...seen };
    const overview = this.#overviews.get(event);
    this.#ask(overview ? this.#withMargin(window) : wholeWindow(this.extent, this.#overviewBlock), event);
    const instead = overview ?? [...this.#overviews.values()].at(-1);
    return instead && { kind: "cells", ...instead };
  }

  facts(): undefined {
    return undefined;
  }

  /** From the picture of the whole: as fine as its cells. */
  density(event: number): Density | undefined {
    const overview = this.#overviews.get(event);
    if (!overview) return undefined;
    const { rows, columns, kept } = overview.cells;
    const inRows = new Float32Array(rows);
    const inColumns = new Float32Array(columns);
    for (let row = 0, i = 0; row < rows; row++)
      for (let column = 0; column < columns; column++, i++) {
        inRows[row] += kept[i] / 255 / columns;
        inColumns[column] += kept[i] / 255 / rows;
      }
    return densityOf(overview.window.block, inRows, inColumns);
  }

  read(row: number, column: number, block: number, event: number): Reading | undefined {
    const window = { rowStart: row, rowEnd: row + 1, columnStart: column, columnEnd: column + 1, block };
    const seen = this.#find(window, event);
    if (!seen) return undefined;
    const { cells } = seen;
    const cellRow = Math.floor((row - seen.window.rowStart) / block);
    const cellColumn = Math.floor((column - seen.window.columnStart) / block);
    const i = cellRow * cells.columns + cellColumn;
    const { rows, columns } = this.extent;
    const kept = cells.kept[i] / 255;
    return {
      size: Math.min(block, rows - row) * Math.min(block, columns - column),
      kept,
      level: cells.level[i],
      event: cells.event?.[i] ?? 0,
      later: 0,
      value: undefined,
      magnitude: kept === 0 || !this.domain ? undefined : magnitudeOfLevel(cells.level[i], this.domain),
    };
  }

  /** From the picture of the whole: to a quarter of a percent. */
  keptShare(event: number): number | undefined {
    const rows = this.density(event)?.rows;
    return rows && rows.reduce((sum, share) => sum + share, 0) / rows.length;
  }

  prepare(): void {
    // What is not looked at is not asked for.
  }

  onPicture(listener: () => void): void {
    this.#listeners.add(listener);
  }

  #find(window: CellWindow, event: number): Seen | undefined {
    const fits = (seen: Seen) => seen.event === event && shows(seen.window, window);
    return this.#pictures.find(fits) ?? [...this.#overviews.values()].find(fits);
  }

  get #overviewBlock(): number {
    return Math.ceil(Math.max(this.extent.rows, this.extent.columns) / overviewCells);
  }

  #withMargin({ rowStart, rowEnd, columnStart, columnEnd, block }: CellWindow): CellWindow {
    const rows = Math.ceil(((rowEnd - rowStart) * margin) / block) * block;
    const columns = Math.ceil(((columnEnd - columnStart) * margin) / block) * block;
    return {
      rowStart: Math.max(0, rowStart - rows),
      rowEnd: Math.min(this.extent.rows, rowEnd + rows),
      columnStart: Math.max(0, columnStart - columns),
      columnEnd: Math.min(this.extent.columns, columnEnd + columns),
      block,
    };
  }

  #ask(window: CellWindow, event: number): void {
    this.#wish = { tensor: this.#tensor, window, event };
    if (!this.#isAsking) void this.#work();
  }

  async #work(): Promise<void> {
    this.#isAsking = true;
    for (let wish = this.#wish; wish; wish = this.#wish) {
      this.#wish = undefined;
      try {
        this.#keep({ cells: await this.#request(wish), window: wish.window, event: wish.event });
        // They look again, and so may wish for more.
        for (const listener of this.#listeners) listener();
      } catch (error) {
        this.#failed(error instanceof Error ? error : new Error(String(error)));
      }
    }
    this.#isAsking = false;
  }

  #keep(seen: Seen): void {
    if (seen.window.block === this.#overviewBlock) this.#overviews.set(seen.event, seen);
    else this.#pictures = [seen, ...this.#pictures].slice(0, keptPictures);
  }
}

/** Whether cells of `had` are those of `wanted`, and cover it. */
function shows(had: CellWindow, wanted: CellWindow): boolean {
  return (
    had.block === wanted.block &&
    had.rowStart <= wanted.rowStart &&
    had.rowEnd >= wanted.rowEnd &&
    had.columnStart <= wanted.columnStart &&
    had.columnEnd >= wanted.columnEnd
  );
}
