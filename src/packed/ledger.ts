import { type Encoding, packedBytes, prefixBytes } from "./read/header.ts";
import type { PackedModel } from "./write/packTensors.ts";

/** Where the bytes of a tensor go. */
export interface TensorBytes {
  readonly name: string;
  readonly shape: readonly number[];
  readonly encoding: Encoding;
  readonly nonZero: number;
  /** Which weights are zero: a mask, or indices. */
  readonly mask: number;
  readonly values: number;
  /** Of int8, or the colours of a palette. */
  readonly scales: number;
}

/** Where every byte of a packed file goes: the numbers add up to `total`. */
export interface ByteLedger {
  readonly tensors: readonly TensorBytes[];
  /** The network's topology and the description of the tensors. */
  readonly header: number;
  readonly padding: number;
  readonly total: number;
}

type Purpose = "mask" | "values" | "scales";

const planes: readonly Purpose[] = ["values", "values", "values", "values"];

/** What each stream of an encoding is for. */
const purposes: Readonly<Record<Encoding, readonly Purpose[]>> = {
  raw: ["values"],
  dense: planes,
  masked: ["mask", ...planes],
  indexed: ["mask", ...planes],
  palette: ["values", "scales"],
  int8: ["values", "scales"],
};

export function ledgerOf({ header, headerBytes }: Pick<PackedModel, "header" | "headerBytes">): ByteLedger {
  const tensors = header.tensors.map(({ name, shape, encoding, nonZero, streams }): TensorBytes => {
    const bytes = { mask: 0, values: 0, scales: 0 };
    for (const [i, [, packed]] of streams.entries()) bytes[purposes[encoding][i] as Purpose] += packed;
    return { name, shape, encoding, nonZero, ...bytes };
  });
  return {
    tensors,
    header: prefixBytes + headerBytes,
    padding: header.padding,
    total: packedBytes(header, { headerBytes }),
  };
}
