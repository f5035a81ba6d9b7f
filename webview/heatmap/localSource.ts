import { aggregateCells, type LevelMatrix } from "../../src/heatmap/aggregate.ts";
import { type Cells, type CellWindow, wholeWindow } from "../../src/heatmap/cells.ts";
import { type MaskFacts, maskFacts } from "../../src/heatmap/facts.ts";
import { type LevelDomain, levelDomain, quantizeLevels } from "../../src/heatmap/levels.ts";
import { countMagnitudes } from "../../src/heatmap/magnitudes.ts";
import type { TensorValues } from "../../src/protocol/tensorViews.ts";
import type { MatrixLayout } from "../../src/pruning/matrixLayout.ts";
import { type CellSource, type Density, densityOf, type Picture, type Reading } from "./source.ts";

/** From so many weights on, a person sees the map a frame before what is counted of it. */
const factsLaterFrom = 1 << 20;
/** Milliseconds that counting waits at most. */
const countPatience = 100;

/** Cells that are kept, over all blocks and events. */
const cacheLimit = 1 << 23;

/**
 * A tensor whose values are here. Cells of the whole are kept for a while, so that panning and zooming aggregate
 * nothing.
 */
export class LocalSource implements CellSource {
  readonly extent: MatrixLayout;
  readonly masked: boolean;
  readonly events: number;
  readonly exact = true;
  readonly domain: LevelDomain;
  readonly #weights: Float32Array;
  readonly #matrix: LevelMatrix;
  /** Oldest first. */
  readonly #sheets = new Map<string, Cells>();
  #density: { readonly event: number; readonly density: Density } | undefined;
  #facts: { readonly event: number; readonly facts: MaskFacts } | undefined;
  #isCounting = false;
  readonly #listeners = new Set<() => void>();
  #idle: number | undefined;

  /** @param domain ends of the scale of |w|, where it is not this tensor's own */
  constructor(
    { weights, prunedAt, events }: Extract<TensorValues, { kind: "whole" }>,
    layout: MatrixLayout,
    domain: LevelDomain = levelDomain(countMagnitudes(weights)),
  ) {
    this.extent = layout;
    this.masked = prunedAt !== null;
    this.events = events;
    this.#weights = weights;
    this.domain = domain;
    this.#matrix = {
      rows: layout.rows,
      columns: layout.columns,
      levels: quantizeLevels(weights, this.domain),
      prunedAt,
    };
  }

  picture(window: CellWindow, event: number): Picture {
    if (window.block === 1) return { kind: "weights", matrix: this.#matrix };
    const whole = wholeWindow(this.extent, window.block);
    return { kind: "cells", cells: this.#sheet(window.block, event), window: whole };
  }

  facts(event: number): MaskFacts | undefined {
    if (!this.#facts && this.#matrix.levels.length >= factsLaterFrom) {
      this.#countLater(event);
      return undefined;
    }
    if (this.#facts?.event !== event) this.#count(event);
    return this.#facts?.facts;
  }

  density(event: number): Density | undefined {
    const facts = this.facts(event);
    if (facts && this.#density?.event !== event) {
      const { rowKept, columnKept } = facts;
      const rows = Float32Array.from(rowKept, (kept) => kept / this.extent.columns);
      const columns = Float32Array.from(columnKept, (kept) => kept / this.extent.rows);
      this.#density = { event, density: densityOf(1, rows, columns) };
    }
    return facts && this.#density?.density;
  }

  read(row: number, column: number, block: number, event: number): Reading {
    const { rows, columns } = this.extent;
    const { prunedAt, levels } = this.#matrix;
    const rowEnd = Math.min(row + block, rows);
    const columnEnd = Math.min(column + block, columns);
    const size = (rowEnd - row) * (columnEnd - column);
    let kept = 0;
    let magnitudes = 0;
    let levelSum = 0;
    let events = 0;
    for (let y = row; y < rowEnd; y++)
      for (let i = y * columns + column; i < y * columns + columnEnd; i++) {
        const removedAt = prunedAt?.[i] ?? 0;
        const alive = prunedAt ? removedAt === 0 || removedAt > event : this.#weights[i] !== 0;
        if (alive) {
          kept++;
          magnitudes += Math.abs(this.#weights[i]);
          levelSum += levels[i];
        } else events += removedAt;
      }
    const single = size === 1 ? row * columns + column : undefined;
    const removedAt = (single !== undefined && prunedAt?.[single]) || 0;
    return {
      size,
      kept: kept / size,
      level: kept === 0 ? 0 : Math.round(levelSum / kept),
      event: kept === size ? 0 : Math.round(events / (size - kept)),
      later: removedAt > event ? removedAt : 0,
      value: single === undefined ? undefined : this.#weights[single],
      magnitude: kept === 0 ? undefined : magnitudes / kept,
    };
  }

  keptShare(event: number): number | undefined {
    const facts = this.facts(event);
    return facts && 1 - facts.sparsity;
  }

  prepare(blocks: readonly number[], event: number): void {
    if (this.#idle !== undefined) cancelIdleCallback(this.#idle);
    const missing = blocks.filter((block) => block > 1 && !this.#sheets.has(keyOf(block, event)));
    const [next, ...rest] = missing;
    if (next === undefined) return;
    this.#idle = requestIdleCallback(() => {
      this.#sheet(next, event);
      this.prepare(rest, event);
    });
  }

  onPicture(listener: () => void): void {
    this.#listeners.add(listener);
  }

  #count(event: number): void {
    this.#facts = { event, facts: maskFacts(this.#matrix, this.extent, event) };
  }

  /** Once the frame under way is painted. */
  #countLater(event: number): void {
    if (this.#isCounting) return;
    this.#isCounting = true;
    const count = () => {
      this.#count(event);
      for (const listener of this.#listeners) listener();
    };
    requestIdleCallback(count, { timeout: countPatience });
  }

  #sheet(block: number, event: number): Cells {
    // Without a history all events are one.
    const key = keyOf(block, this.masked ? event : 0);
    const known = this.#sheets.get(key);
    const cells = known ?? aggregateCells(this.#matrix, wholeWindow(this.extent, block), event);
    this.#sheets.delete(key);
    this.#sheets.set(key, cells);
    if (!known) this.#forgetOldest();
    return cells;
  }

  #forgetOldest(): void {
    let size = 0;
    for (const { kept } of this.#sheets.values()) size += kept.length;
    for (const [key, { kept }] of this.#sheets) {
      if (size <= cacheLimit || this.#sheets.size === 1) return;
      this.#sheets.delete(key);
      size -= kept.length;
    }
  }
}

function keyOf(block: number, event: number): string {
  return `${block}/${event}`;
}
