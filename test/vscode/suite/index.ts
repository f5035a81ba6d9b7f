import { writeFileSync } from "node:fs";
import type Mocha from "mocha";

/** How one test ended, for whoever started the suite. */
export interface SuiteResult {
  readonly title: string;
  /** Null where it passed. */
  readonly error: string | null;
}

/** Runs inside the extension host: VS Code calls it, and exits with 1 where it rejects. */
export async function run(): Promise<void> {
  const { default: MochaRunner } = await import("mocha");
  const mocha = new MochaRunner({ ui: "bdd", timeout: 30_000 });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  await import("./extension.suite.ts");
  const results: SuiteResult[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on("pass", (test: Mocha.Test) => results.push({ title: test.fullTitle(), error: null }));
    runner.on("fail", (test: Mocha.Test, error: Error) => {
      results.push({ title: test.fullTitle(), error: error.stack ?? error.message });
    });
  });
  const file = process.env.SUITE_RESULTS;
  if (file) writeFileSync(file, JSON.stringify(results));
  if (failures > 0) throw new Error(`${failures} of ${results.length} tests failed.`);
}
