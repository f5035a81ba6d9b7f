import type { Engine } from "../../src/trainer/engines/engine.ts";
import { startNative } from "../../src/trainer/engines/native/engine.ts";
import { startWasm } from "../../src/trainer/engines/wasm/engine.ts";

/** The engines that people use, with the reason where one does not start here. */
export interface EngineUnderTest {
  readonly name: string;
  readonly engine: Engine | undefined;
  readonly reason: string;
}

export async function enginesUnderTest(): Promise<EngineUnderTest[]> {
  return Promise.all([tryStart("wasm", startWasm), tryStart("native", startNative)]);
}

async function tryStart(name: string, start: () => Promise<Engine>): Promise<EngineUnderTest> {
  try {
    return { name, engine: await start(), reason: "" };
  } catch (error) {
    // The embedded engine must work everywhere.
    if (name === "wasm") throw error;
    return { name, engine: undefined, reason: error instanceof Error ? error.message : String(error) };
  }
}
