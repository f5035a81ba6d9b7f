import type { Cells } from "../heatmap/cells.ts";
import type { TensorStatistics } from "../pruning/statistics.ts";
import type { TensorPlan } from "../runs/events.ts";
import type { CellRequest, TensorEntry, TensorValues } from "./tensorViews.ts";

/** What the inspector shows at once, from headers alone. */
export interface InspectedFile {
  /** For a person: the file's or the run's name. */
  readonly title: string;
  /** As in `tfjs-layers-model`. */
  readonly format: string;
  readonly fileBytes: number;
  readonly tensors: readonly TensorEntry[];
  readonly warnings: readonly string[];
  /** The run that made the masks, where the file belongs to one. */
  readonly run: InspectedRun | null;
  /** The network that the file describes; null or absent where it describes none that can be trained. */
  readonly network?: InspectedNetwork | null;
}

/** What a file says of its network beside the tensors: one without weights has layers and ends all the same. */
export interface InspectedNetwork {
  /** Without the batch, 0 for a dimension that is left open; null where it is not known. In the network's order. */
  readonly inputs: readonly { readonly layer: string; readonly shape: readonly number[] | null }[];
  /** Numbers that come out for one example; null where they are no vector, or are not known. In the network's order. */
  readonly outputs: readonly { readonly layer: string; readonly size: number | null }[];
  /** In the network's order, those without weights included. */
  readonly layers: readonly { readonly name: string; readonly className: string }[];
}

export interface InspectedRun {
  readonly name: string;
  /** Pass of each prune event; event k is at k − 1. */
  readonly eventPasses: readonly number[];
  readonly plan: readonly TensorPlan[];
}

/** What the extension offers to a mask inspector. */
export interface MaskInspectorHost {
  open(): InspectedFile;
  values(tensor: string): TensorValues;
  cells(request: CellRequest): Cells;
  /** Reads one tensor through, whole. */
  statistics(tensor: string): TensorStatistics;
  showRule(tensor: string): void;
  save(suggestedName: string, content: string | Uint8Array): void;
}

/** What a mask inspector offers to the extension. */
export interface MaskInspectorView {
  select(tensor: string): void;
  /** The file has changed on disk: everything is to be asked for again. */
  changed(): void;
}
