import type { Cells } from "../../src/heatmap/cells.ts";
import { levelDomain } from "../../src/heatmap/levels.ts";
import type { CellRequest, TensorStatistics, TensorValues } from "../../src/protocol/tensorViews.ts";
import type { MatrixLayout } from "../../src/pruning/matrixLayout.ts";
import { LocalSource } from "./localSource.ts";
import { RemoteSource } from "./remoteSource.ts";
import type { CellSource } from "./source.ts";

/** What a host offers for tensors that are too large to be sent. */
export interface CellHost {
  cells(request: CellRequest): Promise<Cells>;
  /** Hears why a picture cannot be had. */
  failed(error: Error): void;
}

/**
 * A tensor's cells, from what the host gave for its values.
 *
 * @param statistics of the tensor, where they are known already: they say where the scale of |w| ends
 */
export function createSource(
  tensor: string,
  values: TensorValues,
  layout: MatrixLayout,
  host: CellHost,
  statistics?: TensorStatistics,
): CellSource {
  if (values.kind === "whole") return new LocalSource(values, layout);
  const source = new RemoteSource(tensor, values, layout, host.cells, host.failed);
  if (statistics) source.domain = levelDomain(statistics.magnitudes);
  return source;
}
