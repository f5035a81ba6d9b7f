/** What a heatmap shows of each weight: kept or not, how large, or when it went. */
export type HeatmapMode = "mask" | "magnitude" | "prunedAt";

/** The modes there are for a tensor: without a mask history nothing says when a weight went. */
export function modesOf(masked: boolean): readonly HeatmapMode[] {
  return masked ? ["mask", "magnitude", "prunedAt"] : ["mask", "magnitude"];
}

/** A mode that may have been chosen for another tensor. */
export function modeFor(mode: HeatmapMode, masked: boolean): HeatmapMode {
  return modesOf(masked).includes(mode) ? mode : "mask";
}

export const modeLabels: Readonly<Record<HeatmapMode, string>> = {
  mask: "mask",
  magnitude: "|w|",
  prunedAt: "pruned at",
};
