import path from "node:path";
import { duration } from "../../../runs/figures.ts";
import type { ResolvedRecipe } from "../../../runs/resolvedRecipe.ts";
import type { RunState } from "../../../runs/runState.ts";
import type { DataPlace } from "../find/dataPlace.ts";

/** An earlier run, as far as it tells how long another one will take. */
export interface PastRun {
  readonly name: string;
  readonly state: RunState;
  readonly recipe: ResolvedRecipe;
  /** Of the run's folder, for models that are its export. */
  readonly folder: string;
}

export interface WorkAhead {
  /** The model's file, or the run whose export it is. */
  readonly model: string;
  readonly data: DataPlace;
  readonly passes: number;
}

/** How long the passes will take, as an earlier run of the same model on the same data took; else that nobody knows yet. */
export function timeText(work: WorkAhead, runs: readonly PastRun[]): string {
  for (const run of runs) {
    const seconds = isAlike(run, work) ? secondsAPass(run.state) : undefined;
    if (seconds === undefined) continue;
    const whole = duration(seconds * work.passes);
    return `about ${whole}: ${duration(seconds)} a pass, as in ${run.name} (${run.recipe.engine.name})`;
  }
  return "measured during the first pass";
}

function isAlike({ recipe: { recipe, baseFolder, model }, folder }: PastRun, work: WorkAhead): boolean {
  const models = [model.path, path.resolve(baseFolder, recipe.model), folder];
  const { type, ...files } = work.data;
  const dataset: Readonly<Record<string, unknown>> = recipe.dataset;
  const isSameData =
    dataset.type === type &&
    Object.entries(files).every(([key, file]) => type === "sample" || isSameFile(dataset[key], file, baseFolder));
  return isSameData && models.includes(work.model);
}

/** Of one file, or of a list of them. */
function isSameFile(given: unknown, file: string | readonly string[], baseFolder: string): boolean {
  const names: unknown[] = [given].flat();
  const files = [file].flat();
  return (
    names.length === files.length &&
    names.every((name, i) => typeof name === "string" && path.resolve(baseFolder, name) === files[i])
  );
}

/** The median, so that a pause or the first pass' warming up does not count. */
function secondsAPass({ passes }: RunState): number | undefined {
  const seconds = [...passes].flatMap(({ wallSeconds }) => (wallSeconds === undefined ? [] : [wallSeconds]));
  return seconds.sort((a, b) => a - b)[seconds.length >> 1];
}
