import { beforeAll, describe } from "vitest";
import type { Engine } from "../../src/trainer/engines/engine.ts";
import { startCpu } from "./cpuEngine.ts";

/** An engine that descriptions of behaviour are tried on. */
export interface TestedEngine {
  readonly name: string;
  readonly start: () => Promise<Engine>;
  /** How its networks say that they run. */
  readonly mode?: string;
  /** Why it is not tested here. */
  readonly unavailable?: string | undefined;
}

export const reference: TestedEngine = { name: "reference", start: startCpu };

/** Describes something of an engine, which is started before the first of these tests. */
export function describeEngine(
  what: string,
  { name, start, unavailable }: TestedEngine,
  tests: (engine: () => Engine) => void,
): void {
  const title = `the ${name} engine: ${what}${unavailable ? ` (skipped here: ${unavailable})` : ""}`;
  describe.skipIf(unavailable)(title, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await start();
    });
    tests(() => engine);
  });
}
