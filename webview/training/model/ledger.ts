import type { RunState } from "../../../src/runs/runState.ts";
import { type SizeParts, variantName } from "./sizes.ts";

/** Where every byte of a packed file goes. */
export interface Ledger {
  readonly variant: string;
  /** The variant in words. */
  readonly name: string;
  /** In the network's order. */
  readonly rows: readonly LedgerRow[];
  /** The topology and the description of the tensors. */
  readonly header: number;
  /** Of the file: all rows and the header. */
  readonly total: number;
}

export interface LedgerRow extends SizeParts {
  readonly tensor: string;
  readonly bytes: number;
  /** Undefined for a tensor without weights. */
  readonly bitsAWeight: number | undefined;
}

/** Of each packed form that the run has measured. */
export function ledgersOf({ sizes }: RunState): Ledger[] {
  return sizes.flatMap(({ variant, ledger }) => {
    if (!ledger) return [];
    const rows = ledger.tensors.map(({ tensor, size, values, mask, scales }): LedgerRow => {
      const bytes = values + mask + scales;
      return { tensor, values, mask, other: scales, bytes, bitsAWeight: size > 0 ? (8 * bytes) / size : undefined };
    });
    const total = rows.reduce((sum, { bytes }) => sum + bytes, ledger.header);
    return [{ variant, name: variantName(variant), rows, header: ledger.header, total }];
  });
}
