import type { FoldedModel } from "../../models/folding/foldBatchNorm.ts";
import { count } from "../../runs/figures.ts";

/** What folding has done, a line each. */
export function foldingText({ folded, left, vanished }: FoldedModel): string[] {
  return [
    `${count(folded.length)} of ${count(folded.length + left.length)} batch normalisations folded into kernels`,
    ...left.map(({ layer, reason }) => `  ${layer} stays: ${reason}`),
    ...vanished.map(({ tensor, weights }) => `  ${count(weights)} weights of ${tensor} have become zero`),
  ];
}
