import type { FrameLocator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunState } from "../../src/runs/runState.ts";
import { takeFailurePictures } from "./failurePictures.ts";
import { VSCode, type Window } from "./harness.ts";
import { makeWorkspace, removeWorkspace, runsOf, stateOf, trainerOf, writeRecipe } from "./workspace.ts";

let folder: string;
let vscode: VSCode;
let window: Window;
takeFailurePictures(() => window);

beforeAll(async () => {
  [folder, vscode] = await Promise.all([makeWorkspace(), VSCode.start()]);
  window = await vscode.open(folder);
});
afterAll(async () => {
  await vscode?.stop();
  await removeWorkspace(folder);
});

/** Passes that take longer than a test, and some that take a few seconds. */
const many = 2000;
const few = 60;

/** Starts a recipe by the button over its editor. @returns the run's folder, once its panel says that it runs */
async function start(name: string, passes: number): Promise<string> {
  const before = await runsOf(folder);
  await window.openFile(await writeRecipe(folder, name, passes));
  await window.page.getByRole("button", { name: "Run Recipe" }).first().click();
  await shows("Running");
  const [run] = (await runsOf(folder)).filter((one) => !before.includes(one));
  return run;
}

/** Waits until the panel that is shown says so of its run. */
async function shows(word: string): Promise<void> {
  await panel().locator(".status", { hasText: word }).waitFor({ timeout: 60_000 });
}

function panel(): FrameLocator {
  return window.webview;
}

/** Waits until the run's folder tells this of it. */
async function becomes(run: string, holds: (state: RunState) => boolean): Promise<RunState> {
  for (;;) {
    const state = await stateOf(run);
    if (holds(state)) return state;
    await window.page.waitForTimeout(100);
  }
}

describe("a run", () => {
  it("is paused, continued and stopped", async () => {
    const run = await start("controlled", many);
    await becomes(run, ({ passes }) => passes.length > 0);
    await window.runCommand("Sparsity: Pause Run");
    await shows("Paused");
    await panel().getByRole("button", { name: "Continue" }).click();
    await shows("Running");
    await panel().getByRole("button", { name: "Stop" }).click();
    await shows("Stopped");
    const { status, checkpoints } = await becomes(run, ({ ended }) => ended !== undefined);
    expect(status).toBe("stopped");
    expect(checkpoints.length).toBeGreaterThan(0);
  });

  it("is taken up from its checkpoint when its process was killed", async () => {
    const run = await start("killed", few);
    await becomes(run, ({ passes }) => passes.length >= 2);
    process.kill((await trainerOf(run))!, "SIGKILL");
    await shows("Interrupted");
    await panel().getByText("SIGKILL").waitFor();
    await panel().getByRole("button", { name: "Resume" }).first().click();
    await shows("Running");
    await shows("Finished");
    const { status, resumes, passes } = await becomes(run, ({ ended }) => ended !== undefined);
    expect([status, resumes, passes.length]).toEqual(["completed", 1, few]);
  });

  it("goes on while the window is loaded again, and its panel finds it", async () => {
    const run = await start("reloaded", many);
    const trainer = await trainerOf(run);
    await window.reload();
    await shows("Running");
    expect(await trainerOf(run)).toBe(trainer);
    const { passes } = await stateOf(run);
    await becomes(run, (now) => now.passes.length > passes.length);
    await window.runCommand("Sparsity: Stop Run");
    await shows("Stopped");
  });
});
