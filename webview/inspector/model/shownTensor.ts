import type { InspectedRun } from "../../../src/protocol/maskInspector.ts";
import type { TensorEntry, TensorStatistics } from "../../../src/protocol/tensorViews.ts";
import type { HeatmapMode } from "../../heatmap/modes.ts";
import type { LoadedTensor } from "../loadedTensors.ts";

/** The tensor that is selected, what there is of it, and how it is looked at. */
export interface ShownTensor {
  readonly entry: TensorEntry;
  /** Its values; "loading" until they are there, else the sentence that says why they are not. */
  readonly loaded: LoadedTensor | "loading" | { readonly error: string };
  readonly statistics: TensorStatistics | undefined;
  readonly run: InspectedRun | null;
  /** Undefined until a person has chosen one. */
  readonly mode: HeatmapMode | undefined;
  /** Undefined for the newest. */
  readonly event: number | undefined;
}

export function isLoaded(loaded: ShownTensor["loaded"]): loaded is LoadedTensor {
  return loaded !== "loading" && "source" in loaded;
}

/** The event that is looked at, of those that there are. */
export function eventOf({ loaded, event }: ShownTensor): number {
  const newest = isLoaded(loaded) ? loaded.source.events : 0;
  return Math.min(event ?? newest, newest);
}
