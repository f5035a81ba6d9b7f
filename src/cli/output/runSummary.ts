import { sizeOf } from "../../pruning/tensor.ts";
import type { ModelSize } from "../../runs/events.ts";
import { type RunState, sizesOf, type TensorState } from "../../runs/runState.ts";
import { formatBytes, formatCount, formatPercent } from "./format.ts";
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
    { title: "weights", align: "right", cell: ({ plan }) => formatCount(sizeOf(plan.shape)) },
    { title: "bound", align: "right", cell: ({ plan }) => formatPercent(plan.sparsityUpperBound) },
    { title: "asked", align: "right", cell: ({ pruned }) => formatPercent(pruned?.ratio) },
    {
      title: "measured",
      align: "right",
      cell: ({ pruned }) => formatPercent(pruned && (pruned.size - pruned.nnz) / pruned.size),
    },
    { title: "left", align: "right", cell: ({ pruned }) => (pruned ? formatCount(pruned.nnz) : "–") },
  ]);
}

function renderSizes(sizes: readonly ModelSize[]): string {
  const [dense] = sizes;
  return renderTable(sizes, [
    { title: "model", cell: ({ variant }) => variant },
    { title: "test accuracy", align: "right", cell: ({ accuracy }) => formatPercent(accuracy) },
    { title: "raw", align: "right", cell: ({ rawBytes }) => formatBytes(rawBytes) },
    { title: "gzip", align: "right", cell: ({ gzipBytes }) => formatBytes(gzipBytes) },
    {
      title: "gzip to dense",
      align: "right",
      cell: ({ gzipBytes }) => (dense ? formatPercent(gzipBytes / dense.gzipBytes, 0) : "–"),
    },
    { title: "file", cell: ({ path }) => path },
  ]);
}
