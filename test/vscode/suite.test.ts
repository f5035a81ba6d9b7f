import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { bundleSuite } from "./bundleSuite.ts";
import { VSCode } from "./harness.ts";
import type { SuiteResult } from "./suite/index.ts";

/** The suite runs first, inside the extension host; then each of its results becomes a test of this runner. */
async function suiteResults(): Promise<readonly SuiteResult[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "suite-"));
  const file = path.join(folder, "results.json");
  const vscode = await VSCode.start({ env: { SUITE_RESULTS: file } });
  try {
    await vscode.runTests(folder, await bundleSuite());
    return JSON.parse(readFileSync(file, "utf8"));
  } finally {
    await vscode.stop();
    rmSync(folder, { recursive: true });
  }
}

describe("inside the extension host", async () => {
  const results = await suiteResults();

  it("the suite has run", () => expect(results.length).toBeGreaterThan(0));

  for (const { title, error } of results) {
    it(title, () => {
      if (error !== null) throw new Error(error);
    });
  }
});
