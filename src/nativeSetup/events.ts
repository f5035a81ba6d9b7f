/** What whoever sets an engine up hears meanwhile. */
export type SetupEvent =
  /** What is done from now on, for people. */
  | { readonly type: "step"; readonly title: string }
  /** Bytes that the step under way has done, of how many; not every step counts. */
  | { readonly type: "progress"; readonly done: number; readonly total: number }
  /** A sentence on what did not go as hoped, and what happens instead. */
  | { readonly type: "note"; readonly message: string };

export type Tell = (event: SetupEvent) => void;
