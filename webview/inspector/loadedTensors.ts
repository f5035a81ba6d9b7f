import type { Cells } from "../../src/heatmap/cells.ts";
import type { CellRequest, TensorEntry, TensorStatistics, TensorValues } from "../../src/protocol/tensorViews.ts";
import { type MatrixLayout, matrixLayout } from "../../src/pruning/matrixLayout.ts";
import { createSource } from "../heatmap/createSource.ts";
import type { CellSource } from "../heatmap/source.ts";

/** A tensor whose values were asked for. */
export interface LoadedTensor {
  readonly entry: TensorEntry;
  readonly layout: MatrixLayout;
  readonly values: TensorValues;
  readonly source: CellSource;
}

/** Weights that are kept of tensors looked at before, so that going back to one takes no time. */
const keptWeights = 1 << 25;

/** What loading tensors needs of the page. */
export interface LoadingTarget {
  values(tensor: string): Promise<TensorValues>;
  cells(request: CellRequest): Promise<Cells>;
  /** Hears why a part of a picture cannot be had. */
  failed(error: Error): void;
}

/** Tensors by name, loaded once while they fit. */
export class LoadedTensors {
  readonly #target: LoadingTarget;
  /** Oldest first. */
  readonly #loaded = new Map<string, LoadedTensor>();

  constructor(target: LoadingTarget) {
    this.#target = target;
  }

  get(tensor: string): LoadedTensor | undefined {
    return this.#loaded.get(tensor);
  }

  /**
   * Rejects with a sentence where the values cannot be read.
   *
   * @param statistics what has been measured by then
   */
  async load(entry: TensorEntry, statistics: () => TensorStatistics | undefined): Promise<LoadedTensor> {
    const known = this.#loaded.get(entry.name);
    if (known) return known;
    const values = await this.#target.values(entry.name);
    const layout = matrixLayout(entry.shape, entry.role);
    const source = createSource(entry.name, values, layout, this.#target, statistics());
    const loaded = { entry, layout, values, source };
    this.#loaded.set(entry.name, loaded);
    this.#forgetOldest();
    return loaded;
  }

  clear(): void {
    this.#loaded.clear();
  }

  #forgetOldest(): void {
    let size = 0;
    for (const { entry, values } of this.#loaded.values()) size += values.kind === "whole" ? entry.size : 0;
    for (const [name, { entry, values }] of this.#loaded) {
      if (size <= keptWeights || this.#loaded.size === 1) return;
      this.#loaded.delete(name);
      size -= values.kind === "whole" ? entry.size : 0;
    }
  }
}
