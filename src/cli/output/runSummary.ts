import { sizeOf } from "../../pruning/tensor.ts";
import type { ModelSize } from "../../runs/events.ts";
import { bytes, count, percent } from "../../runs/figures.ts";
import { type RunState, sizesOf, type TensorState } from "../../runs/runState.ts";
import { renderTable } from "./table.ts";

/** What a run came to: a table of the pruned layers, and of the files it wrote. */
export function renderRunSummary(state: RunState): string {
  const tensors = [...state.tensors.values()];
  const sizes = sizesOf(state);
  return [
    ...(tensors.length > 0 ? [renderTensors(tensors)] : []),
    ...(sizes.length > 0 ? [renderSizes(sizes)] : []),
  ].join("\n\n");
}

function renderTensors(tensors: readonly TensorState[]): string {
  return renderTable(tensors, [
    { title: "layer", cell: ({ plan }) => plan.layer },
    { title: "weights", align: "right", cell: ({ plan }) => count(sizeOf(plan.shape)) },
    { title: "bound", align: "right", cell: ({ plan }) => percent(plan.sparsityUpperBound, 2) },
    { title: "asked", align: "right", cell: ({ pruned }) => percent(pruned?.ratio, 2) },
    {
      title: "measured",
      align: "right",
      cell: ({ pruned }) => percent(pruned && (pruned.size - pruned.nnz) / pruned.size, 2),
    },
    { title: "left", align: "right", cell: ({ pruned }) => (pruned ? count(pruned.nnz) : "–") },
  ]);
}

function renderSizes(sizes: readonly ModelSize[]): string {
  const [dense] = sizes;
  return renderTable(sizes, [
    { title: "model", cell: ({ variant }) => variant },
    { title: "test accuracy", align: "right", cell: ({ accuracy }) => percent(accuracy, 2) },
    { title: "raw", align: "right", cell: ({ rawBytes }) => bytes(rawBytes) },
    { title: "gzip", align: "right", cell: ({ gzipBytes }) => bytes(gzipBytes) },
    {
      title: "gzip vs dense",
      align: "right",
      cell: ({ gzipBytes }) => (dense ? percent(gzipBytes / dense.gzipBytes, 0) : "–"),
    },
    { title: "file", cell: ({ path }) => path },
  ]);
}
