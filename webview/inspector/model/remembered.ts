import type { HeatmapMode } from "../../heatmap/modes.ts";
import { type SortKey, sortKeys } from "./tensorList.ts";

/** What a person has chosen, and finds again when the tab is shown again. */
export interface Choices {
  /** By name, so that it survives a file that changes; undefined before anything is chosen. */
  readonly tensor: string | undefined;
  /** Undefined before anything is chosen, as for the tensor. */
  readonly mode: HeatmapMode | undefined;
  readonly sort: SortKey;
  readonly showsOthers: boolean;
}

const modes: readonly HeatmapMode[] = ["mask", "magnitude", "prunedAt"];

/** What `pageState` kept; it may come from another version, so each part is checked. */
export function recall(kept: unknown): Choices {
  const { tensor, mode, sort, showsOthers } = (typeof kept === "object" && kept !== null ? kept : {}) as Partial<
    Record<keyof Choices, unknown>
  >;
  return {
    tensor: typeof tensor === "string" ? tensor : undefined,
    mode: modes.find((known) => known === mode),
    sort: sortKeys.find((known) => known === sort) ?? "order",
    showsOthers: showsOthers === true,
  };
}
