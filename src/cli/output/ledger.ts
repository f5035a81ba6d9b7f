import type { ByteLedger, TensorBytes } from "../../packed/ledger.ts";
import { sizeOf } from "../../packed/read/header.ts";
import { bytes, count } from "../../runs/figures.ts";
import { renderTable } from "./table.ts";

/** Where every byte of a packed file goes, a line a tensor. */
export function renderLedger({ tensors, header, padding, total }: ByteLedger): string {
  const table = renderTable<TensorBytes>(tensors, [
    { title: "tensor", cell: ({ name }) => name },
    { title: "weights", align: "right", cell: ({ shape }) => count(sizeOf(shape)) },
    { title: "non-zero", align: "right", cell: ({ nonZero }) => count(nonZero) },
    { title: "as", cell: ({ encoding }) => encoding },
    { title: "mask", align: "right", cell: ({ mask }) => bytes(mask) },
    { title: "values", align: "right", cell: ({ values }) => bytes(values) },
    { title: "scales", align: "right", cell: ({ scales }) => bytes(scales) },
    { title: "bits a weight", align: "right", cell: (tensor) => bitsAWeight(tensor) },
  ]);
  const rest = padding > 0 ? `, padding ${bytes(padding)}` : "";
  return `${table}\nTopology and descriptions ${bytes(header)}${rest}; together ${count(total)} bytes.`;
}

function bitsAWeight({ shape, mask, values, scales }: TensorBytes): string {
  const size = sizeOf(shape);
  return size === 0 ? "–" : ((8 * (mask + values + scales)) / size).toFixed(2);
}
