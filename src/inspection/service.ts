import type { Cells } from "../heatmap/cells.ts";
import type { InspectedFile } from "../protocol/maskInspector.ts";
import type { CellRequest, TensorStatistics, TensorValues } from "../protocol/tensorViews.ts";

/** What a thread that reads one subject offers. Errors are sentences for people. */
export interface InspectionService {
  describe(): InspectedFile;
  values(tensor: string): TensorValues;
  cells(request: CellRequest): Cells;
  statistics(tensor: string): TensorStatistics;
  /** Looks at the disk again: newer checkpoints, newer masks. */
  refresh(): InspectedFile;
  /** Answers while the thread is alive. */
  ping(): void;
  /** Frees files and removes temporary ones. */
  close(): void;
}
