import type { CellWindow } from "../heatmap/cells.ts";
import type { TensorStatistics } from "../pruning/statistics.ts";

/** What a view knows of a tensor before it has its values. */
export interface TensorEntry {
  /** Unique in the file: `conv2/kernel`. */
  readonly name: string;
  /** Path of the layer that owns it; empty in files that know no layers. */
  readonly layer: string;
  /** Keras class of that layer; empty in files that know no layers. */
  readonly className: string;
  readonly role: string;
  readonly shape: readonly number[];
  /** As stored in the file. */
  readonly dtype: string;
  readonly size: number;
  readonly bytes: number;
  /** Whether a mask history knows it. */
  readonly pruned: boolean;
}

/**
 * Values of a tensor for a heatmap: whole, or, where it is too large to be sent, only what a person looks at. `events`
 * of the mask history are in it; 0 without one.
 */
export type TensorValues =
  | {
      readonly kind: "whole";
      readonly weights: Float32Array;
      /** 0 = alive, k = removed at prune event k; null without a mask history. */
      readonly prunedAt: Uint16Array | null;
      readonly events: number;
    }
  | { readonly kind: "windowed"; readonly masked: boolean; readonly events: number };

/** Cells of a tensor that is too large to be sent whole. Levels are those of the tensor's own domain. */
export interface CellRequest {
  readonly tensor: string;
  readonly window: CellWindow;
  /** As masks were after this event. */
  readonly event: number;
}

export type { TensorStatistics };

/** Tensors up to this many weights are sent to a view whole: 64 MB of float32. */
export const wholeTensorLimit = 1 << 24;
