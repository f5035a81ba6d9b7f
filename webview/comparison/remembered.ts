import type { HeatmapMode } from "../heatmap/modes.ts";

/** What a person has chosen, and finds again when the tab is shown again. */
export interface Choices {
  /** By name, so that it survives files that change; undefined before anything is chosen. */
  readonly tensor: string | undefined;
  readonly mode: HeatmapMode;
}

/** What `pageState` kept; it may come from another version, so each part is checked. */
export function recall(kept: unknown): Choices {
  const { tensor, mode } = (typeof kept === "object" && kept !== null ? kept : {}) as Partial<
    Record<keyof Choices, unknown>
  >;
  return { tensor: typeof tensor === "string" ? tensor : undefined, mode: mode === "mask" ? "mask" : "magnitude" };
}
