import type { Remote } from "../../src/protocol/channel.ts";
import type { TrainingPanelHost } from "../../src/protocol/trainingPanel.ts";
import { matrixLayout } from "../../src/pruning/matrixLayout.ts";
import { sizeOf } from "../../src/pruning/tensor.ts";
import type { TensorPlan } from "../../src/runs/events.ts";
import { createSource } from "../heatmap/createSource.ts";
import type { CellSource } from "../heatmap/source.ts";
import { deadAfter, filterDeaths } from "./model/deadFilters.ts";

/** What there is of a tensor now. */
export type SourceState = CellSource | "loading" | { readonly error: string };

/** Weights that are read through, and kept, without anybody looking at them: 100 MB where all of them are kept. */
const readThroughLimit = 1 << 24;

/** Values and masks of a run's tensors: read when somebody looks, and again when masks have changed. */
export class TensorReader {
  readonly #host: Pick<Remote<TrainingPanelHost>, "values" | "cells">;
  readonly #changed: () => void;
  readonly #failed: (error: Error) => void;
  readonly #states = new Map<string, SourceState>();
  /** Which of these are of masks that have changed since, or are being read again. */
  readonly #stale = new Set<string>();
  readonly #deaths = new Map<string, { readonly deaths: Uint16Array; readonly events: number }>();
  /** The newest reading of each tensor: what an older one gives no longer counts. */
  readonly #readings = new Map<string, number>();
  #round = 0;

  /**
   * @param changed called when there is more to show
   * @param failed hears why a picture of a large tensor cannot be had
   */
  constructor(
    host: Pick<Remote<TrainingPanelHost>, "values" | "cells">,
    changed: () => void,
    failed: (error: Error) => void,
  ) {
    this.#host = host;
    this.#changed = changed;
    this.#failed = failed;
  }

  /** Asks for a tensor that is not there yet. One that has changed is shown as it was until it has been read again. */
  source(plan: TensorPlan): SourceState {
    const state = this.#states.get(plan.tensor);
    if (state === undefined) this.#states.set(plan.tensor, "loading");
    if (state === undefined || this.#stale.delete(plan.tensor)) void this.#read(plan, true);
    return state ?? "loading";
  }

  /** What there is of a tensor, without asking for it. */
  peek(tensor: string): SourceState | undefined {
    return this.#states.get(tensor);
  }

  /** Filters of which nothing was left after an event; undefined until the masks of that event have been read. */
  deadFilters(tensor: string, event: number): number | undefined {
    const known = this.#deaths.get(tensor);
    return known && event <= known.events ? deadAfter(known.deaths, event) : undefined;
  }

  /** All that is here is of masks, or weights, that are no longer the newest. */
  invalidate(): void {
    this.#round++;
    for (const tensor of this.#states.keys()) this.#stale.add(tensor);
  }

  /**
   * Reads all tensors, one by one while nothing else happens, to count dead filters; a newer call ends an older one.
   *
   * @param keep whether they will be looked at
   */
  async readThrough(plan: readonly TensorPlan[], keep: boolean): Promise<void> {
    const round = ++this.#round;
    for (const tensor of affordable(plan)) {
      const state = this.#states.get(tensor.tensor);
      if (state !== undefined && !this.#stale.has(tensor.tensor)) continue;
      await idle();
      if (round !== this.#round) return;
      this.#stale.delete(tensor.tensor);
      await this.#read(tensor, keep || state !== undefined);
      if (round !== this.#round) return;
    }
  }

  async #read(plan: TensorPlan, keep: boolean): Promise<void> {
    const { tensor, shape, role } = plan;
    const reading = (this.#readings.get(tensor) ?? 0) + 1;
    this.#readings.set(tensor, reading);
    const isOutdated = () => this.#readings.get(tensor) !== reading;
    try {
      const values = await this.#host.values(tensor);
      if (isOutdated()) return;
      if (values.kind === "whole" && values.prunedAt) {
        const deaths = filterDeaths(values.prunedAt, shape, role);
        this.#deaths.set(tensor, { deaths, events: values.events });
      }
      if (keep) {
        const host = { cells: this.#host.cells, failed: this.#failed };
        this.#states.set(tensor, createSource(tensor, values, matrixLayout(shape, role), host));
      }
    } catch (error) {
      if (isOutdated()) return;
      if (keep) this.#states.set(tensor, { error: error instanceof Error ? error.message : String(error) });
    }
    this.#changed();
  }
}

/** Tensors that together stay within what a page may read without being asked. */
export function affordable(plan: readonly TensorPlan[]): TensorPlan[] {
  let left = readThroughLimit;
  return plan.filter(({ shape }) => {
    const size = sizeOf(shape);
    if (size > left) return false;
    left -= size;
    return true;
  });
}

function idle(): Promise<void> {
  return new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: 500 }));
}
