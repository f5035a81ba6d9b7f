import path from "node:path";
import { sizeOf } from "../../pruning/tensor.ts";
import { checkpointFiles } from "../../runs/checkpoints.ts";
import { bytes, count, percent, shapeText } from "../../runs/figures.ts";
import { type RunState, sizesOf } from "../../runs/runState.ts";

/** What a run consists of, as lines below it. */
export interface RunPart {
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
}

export interface LayerPart extends RunPart {
  readonly tensor: string;
}

export interface FilePart extends RunPart {
  readonly file: string;
}

/** The planned tensors with what was measured, in the network's order. */
export function layerParts(state: RunState): LayerPart[] {
  return [...state.tensors.values()].map(({ plan, pruned }) => {
    const size = sizeOf(plan.shape);
    const target = `target ${percent(plan.sparsityUpperBound)}`;
    return {
      tensor: plan.tensor,
      label: plan.tensor,
      description: pruned
        ? `${percent((pruned.size - pruned.nnz) / pruned.size)} · ${count(pruned.nnz)} of ${count(size)} left`
        : `dense · ${count(size)} weights`,
      tooltip: `${plan.className} ${shapeText(plan.shape)}, ${target}, rule ${plan.select}`,
    };
  });
}

/** Newest first. */
export async function checkpointParts(folder: string, state: RunState): Promise<FilePart[]> {
  const sizes = new Map(state.checkpoints.toArray().map((saved) => [path.join(folder, saved.path), saved.bytes]));
  return (await checkpointFiles(folder)).map(({ pass, path: file }, index) => {
    const size = sizes.get(file);
    const facts = [...(size === undefined ? [] : [bytes(size)]), ...(index === 0 ? ["newest"] : [])];
    const label = pass === 0 ? "before training" : `after ${count(pass)} ${pass === 1 ? "pass" : "passes"}`;
    return { file, label, description: facts.join(" · "), tooltip: file };
  });
}

export function exportParts(folder: string, state: RunState): FilePart[] {
  return sizesOf(state).map(({ variant, path: file, gzipBytes, rawBytes, accuracy }) => ({
    file: path.join(folder, file),
    label: variant,
    description: [`gzip ${bytes(gzipBytes)}`, ...(accuracy === null ? [] : [percent(accuracy)])].join(" · "),
    tooltip: `${file}: ${bytes(rawBytes)}, gzip ${bytes(gzipBytes)}`,
  }));
}
