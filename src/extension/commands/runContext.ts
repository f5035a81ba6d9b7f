import type { WorkspaceRuns } from "../runs/workspaceRuns.ts";
import type { Services } from "../services.ts";
import type { TrainingPanels } from "../training/trainingPanels.ts";

/** What commands about runs work with. */
export interface RunContext {
  readonly services: Services;
  readonly runs: WorkspaceRuns;
  readonly panels: TrainingPanels;
}

/** A command about runs: called from the palette without an argument, else with a run's folder or an entry of the view. */
export type RunCommand = (context: RunContext, argument?: unknown) => Promise<void>;
