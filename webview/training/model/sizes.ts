import type { ByteLedger } from "../../../src/runs/events.ts";
import { points } from "../../../src/runs/figures.ts";
import { type RunState, sizesOf } from "../../../src/runs/runState.ts";

/** One form of the model's file. */
export interface SizeRow {
  readonly variant: string;
  /** The variant in words. */
  readonly name: string;
  /** Of the files as written; undefined until they are. */
  readonly bytes: { readonly raw: number; readonly gzip: number } | undefined;
  /** Change of the compressed bytes against the dense network's: −0.74 for a quarter of it. */
  readonly change: number | undefined;
  /** On the test set; undefined where it was not measured. */
  readonly accuracy: number | undefined;
  /** To stand under the accuracy. */
  readonly note: string;
  /** Fewest compressed bytes of all. */
  readonly smallest: boolean;
  /** What a packed file's bytes are for; undefined for other forms. */
  readonly parts: SizeParts | undefined;
}

/** Bytes of a packed file; together they are all of it. */
export interface SizeParts {
  readonly values: number;
  readonly mask: number;
  /** Scales, topology, names. */
  readonly other: number;
}

/** Measured variants in the order they were measured, then what the end of the run will measure. */
export function sizeRows(state: RunState, goesOn: boolean): SizeRow[] {
  const sizes = sizesOf(state);
  const dense = sizes.find(({ variant }) => variant === "dense");
  const least = Math.min(...sizes.map(({ gzipBytes }) => gzipBytes));
  const prunes = (state.started?.plan.length ?? 0) > 0;
  const ledgers = new Map(state.sizes.map(({ variant, ledger }) => [variant, ledger]));
  const rows = sizes.map(({ variant, rawBytes, gzipBytes, accuracy }): SizeRow => {
    const isDense = variant === "dense";
    return {
      variant,
      name: variantName(variant),
      bytes: { raw: rawBytes, gzip: gzipBytes },
      change: isDense || !dense ? undefined : (gzipBytes - dense.gzipBytes) / dense.gzipBytes,
      accuracy: accuracy ?? undefined,
      note: noteOf(accuracy, isDense, prunes, dense?.accuracy ?? null),
      smallest: sizes.length > 1 && gzipBytes === least,
      parts: partsOf(ledgers.get(variant)),
    };
  });
  const final = prunes ? "pruned" : "trained";
  if (!state.started || sizes.some(({ variant }) => variant === final)) return rows;
  const note = goesOn ? "measured when the run ends" : "not measured: the run did not end";
  const absent = { bytes: undefined, change: undefined, accuracy: undefined, smallest: false, parts: undefined };
  return [...rows, { variant: final, name: variantName(final), ...absent, note }];
}

function noteOf(accuracy: number | null, isDense: boolean, prunes: boolean, dense: number | null): string {
  if (accuracy === null) return "not measured";
  if (isDense) return prunes ? "before pruning" : "before training";
  return dense === null ? "" : points(accuracy - dense);
}

function partsOf(ledger: ByteLedger | undefined): SizeParts | undefined {
  if (!ledger) return undefined;
  const parts = { values: 0, mask: 0, other: ledger.header };
  for (const { values, mask, scales } of ledger.tensors) {
    parts.values += values;
    parts.mask += mask;
    parts.other += scales;
  }
  return parts;
}

/** "packedInt8" and "packed-int8" are "packed int8". */
export function variantName(variant: string): string {
  return variant
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/[-_]+/g, " ")
    .toLowerCase();
}
