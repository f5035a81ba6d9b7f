import type { Remote } from "../../src/protocol/channel.ts";
import type { TrainingPanelHost } from "../../src/protocol/trainingPanel.ts";

/** What the page runs in: VS Code, or a report that is open in a browser. */
export interface Environment {
  readonly host: Remote<TrainingPanelHost>;
  /** Undefined in VS Code. */
  readonly report: ReportFacts | undefined;
  /** What the page finds again when it is loaded again. */
  readonly memory: { get(): unknown; set(state: object): void };
}

/** What only a report knows of itself. */
export interface ReportFacts {
  /** ISO 8601. */
  readonly writtenAt: string;
  /** Tensors that the page has no single weights of, to keep it small, and how large the blocks are whose means it has. */
  readonly blocks: ReadonlyMap<string, number>;
}
