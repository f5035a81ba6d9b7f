import type { EngineReport } from "../../protocol/trainerMessages.ts";
import type { Recipe } from "../../recipes/recipe.ts";
import { type Engine, EngineMissing } from "./engine.ts";
import { startNative } from "./native/engine.ts";
import { startWasm } from "./wasm/engine.ts";

const starters = { native: startNative, wasm: startWasm };

/** An engine, and why the choice that was left to us did not fall on one that has been set up here. */
export interface ChosenEngine {
  readonly engine: Engine;
  readonly note: string | undefined;
}

/**
 * Starts the engine that is asked for; `auto` takes native where it loads, else wasm.
 *
 * @param threads that native computes with, see `chooseThreads`; as many as TensorFlow likes where undefined
 * @throws EngineError where an engine asked for by name does not start
 */
export async function chooseEngine(asked: Recipe["engine"], threads?: number): Promise<ChosenEngine> {
  if (asked === "wasm") return { engine: await startWasm(), note: undefined };
  if (asked === "native") return { engine: await startNative({ threads }), note: undefined };
  try {
    return { engine: await startNative({ threads }), note: undefined };
  } catch (error) {
    return { engine: await startWasm(), note: error instanceof EngineMissing ? undefined : messageOf(error) };
  }
}

/** Which engines work on this machine. */
export async function reportEngines(): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const [name, start] of Object.entries(starters)) {
    try {
      const { version, detail } = await start();
      reports.push({ name, available: true, version, reason: detail });
    } catch (error) {
      reports.push({ name, available: false, version: null, reason: messageOf(error) });
    }
  }
  return reports;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
