import { setImmediate as nextTurn } from "node:timers/promises";
import { StatisticsCollector, type TensorStatistics } from "../pruning/statistics.ts";
import type { WeightTensor } from "../pruning/tensor.ts";
import { pieces } from "./pieces.ts";
import type { ElementRange } from "./tensorFile.ts";

/**
 * Reads a tensor through, piece by piece, so that it need not fit into memory.
 *
 * @param read gives the tensor's values
 * @param signal ends the reading; the promise rejects with its reason
 */
export async function readStatistics(
  { shape, role }: Pick<WeightTensor, "shape" | "role">,
  read: (range: ElementRange) => Promise<Float32Array>,
  signal?: AbortSignal,
): Promise<TensorStatistics> {
  const collector = new StatisticsCollector(shape, role);
  for (const piece of pieces(shape, { start: 0, end: collector.size })) {
    collector.add(await read(piece));
    // HDF5 is read without waiting: others would not be heard before the end.
    await nextTurn();
    signal?.throwIfAborted();
  }
  return collector.finish();
}
