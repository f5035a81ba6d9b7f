/** What the numbers of a map are: weights of a model, or |a − b| of two models' weights. */
export type MapSubject = "weights" | "differences";

/** What a map calls its numbers. */
export interface MapWords {
  /** A single one, and its magnitude. */
  readonly weight: string;
  readonly magnitude: string;
  /** What is drawn in ink, and what is not. */
  readonly kept: string;
  readonly removed: string;
  /** Share of the first in a column, after its percentage. */
  readonly share: string;
  /** A row or a column without any. */
  readonly nothing: string;
}

export function wordsOf({
  of,
  source: { masked },
}: {
  of?: MapSubject | undefined;
  source: { masked: boolean };
}): MapWords {
  if (of === "differences") {
    const magnitude = "|a − b|";
    return { weight: magnitude, magnitude, kept: "differ", removed: "same", share: "differ", nothing: "no difference" };
  }
  return {
    weight: "w",
    magnitude: "|w|",
    kept: masked ? "kept" : "not zero",
    removed: masked ? "pruned" : "zero",
    share: "kept",
    nothing: "nothing kept",
  };
}
