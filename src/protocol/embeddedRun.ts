/** A run inside an HTML report: what the page of the training panel needs when there is no extension to ask. */

/** Bytes, compressed by gzip, in base64. */
export type Packed = string;

export interface EmbeddedRun {
  readonly v: 1;
  /** ISO 8601. */
  readonly writtenAt: string;
  /** For a person: the run folder's name. */
  readonly title: string;
  /** Whether somebody trained the run when the report was written. */
  readonly isLive: boolean;
  /** A JSON array of `RunEvent`. */
  readonly events: Packed;
  /** The tensors that the run prunes. */
  readonly tensors: readonly EmbeddedTensor[];
  /** Why there are none, in a sentence; null where there are. */
  readonly withoutTensors: string | null;
}

export type EmbeddedTensor = WholeTensor | BlocksOfTensor;

/** Every single weight. */
export interface WholeTensor {
  readonly kind: "whole";
  readonly name: string;
  /** Events in its mask history. */
  readonly events: number;
  /** float32, little-endian, in byte planes: all first bytes, all second bytes, … */
  readonly weights: Packed;
  /** 0 = alive, k = removed at prune event k, in two byte planes; null without a mask history. */
  readonly prunedAt: Packed | null;
}

/** Means of blocks, of a tensor for which the page had no room left. */
export interface BlocksOfTensor {
  readonly kind: "blocks";
  readonly name: string;
  readonly events: number;
  readonly masked: boolean;
  /** A block is so many weights wide and high; those at the ends may hold fewer. */
  readonly block: number;
  readonly rows: number;
  readonly columns: number;
  /** Share of kept weights, 0..255, of each block, after event 0, after event 1, … */
  readonly kept: Packed;
  /** Mean level (see heatmap/levels.ts) of the weights that are kept in the end. */
  readonly level: Packed;
}

/** All first bytes of items of `width` bytes, then all second ones: neighbours are alike, so they compress better. */
export function splitPlanes(bytes: Uint8Array, width: number): Uint8Array {
  const count = bytes.length / width;
  const planes = new Uint8Array(bytes.length);
  for (let plane = 0, to = 0; plane < width; plane++)
    for (let from = plane; to < (plane + 1) * count; from += width) planes[to++] = bytes[from] as number;
  return planes;
}

/** What `splitPlanes` was given. */
export function joinPlanes(planes: Uint8Array, width: number): Uint8Array<ArrayBuffer> {
  const count = planes.length / width;
  const bytes = new Uint8Array(planes.length);
  for (let plane = 0, from = 0; plane < width; plane++)
    for (let to = plane; from < (plane + 1) * count; to += width) bytes[to] = planes[from++] as number;
  return bytes;
}
