import { type HeatmapMode, modesOf } from "../heatmap/modes.ts";
import type { Store } from "../shared/store.ts";
import type { Sort } from "./model/layerRows.ts";
import type { PassRange } from "./model/passRange.ts";

/** What a person looks at. What is selected anywhere is selected everywhere. */
export interface Selection {
  /** Undefined where the run prunes nothing, or has not started. */
  readonly tensor: string | undefined;
  /** As masks were after this event; undefined: the newest, also as newer ones come. */
  readonly event: number | undefined;
  readonly mode: HeatmapMode;
  /** Passes done, under the crosshair; undefined: the newest. */
  readonly crosshair: number | undefined;
  /** The part of the pass axis that is shown; undefined: all of it. */
  readonly passes: PassRange | undefined;
  readonly sort: Sort;
}

export type SelectionStore = Store<Selection>;

export const nothingSelected: Selection = {
  tensor: undefined,
  event: undefined,
  mode: "prunedAt",
  crosshair: undefined,
  passes: undefined,
  sort: { key: "order", descending: false },
};

/** What of a selection outlives the page. */
export const rememberedKeys = ["tensor", "event", "mode"] as const;

export function remembered(selection: Selection): object {
  return Object.fromEntries(rememberedKeys.map((key) => [key, selection[key]]));
}

/** The selection of before, as far as it can be made out. */
export function recalled(memory: unknown): Selection {
  if (typeof memory !== "object" || memory === null) return nothingSelected;
  const tensor = "tensor" in memory && typeof memory.tensor === "string" ? memory.tensor : undefined;
  const event = "event" in memory && Number.isSafeInteger(memory.event) ? Number(memory.event) : undefined;
  const mode = modesOf(true).find((one) => "mode" in memory && memory.mode === one) ?? nothingSelected.mode;
  return { ...nothingSelected, tensor, event, mode };
}
