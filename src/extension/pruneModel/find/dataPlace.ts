/** Data that a recipe can name: its `dataset`, without settings, and with absolute paths. */
export type DataPlace =
  | { readonly type: "sample"; readonly name: "fashion-mnist" }
  | { readonly type: "images"; readonly path: string }
  | ArrayPlace<"idx", "trainImages" | "trainLabels" | "testImages" | "testLabels">
  | { readonly type: "csv"; readonly train: string; readonly test?: string }
  /** Lists where the network has several inputs or outputs. */
  | ArrayPlace<"npy", "trainInputs" | "trainTargets" | "testInputs" | "testTargets", string | readonly string[]>;

type ArrayPlace<Type, Keys extends string, Files = string> = { readonly type: Type } & {
  readonly [Key in Keys]: Files;
};

/** What stands for the whole of it: the folder, or the file of inputs to train on. */
export function mainPath(place: DataPlace): string | undefined {
  switch (place.type) {
    case "sample":
      return undefined;
    case "images":
      return place.path;
    case "idx":
      return place.trainImages;
    case "csv":
      return place.train;
    case "npy":
      return [place.trainInputs].flat()[0];
  }
}
