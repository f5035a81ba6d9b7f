import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readRun } from "../../src/runs/readRun.ts";
import { runPaths } from "../../src/runs/runFolder.ts";
import { countEvents, holderOf } from "../trainer/detachedTrainer.ts";
import { until } from "../until.ts";
import { program, sparsity } from "./command.ts";
import { temporaryFolder, writeTinyRecipe } from "./tinyRun.ts";

const folder = await temporaryFolder();
const recipe = await writeTinyRecipe(folder, { passes: 400, keepCheckpoints: 1 });
const run = path.join(folder, "run");

const terminal = spawn(process.execPath, [program, "prune", recipe, "--run", run], { stdio: "ignore" });
afterAll(() => terminal.kill("SIGKILL"));
await holderOf(run);
await until(async () => (await countEvents(run, "passEnded")) > 0);

// In this order: each takes the run as the one before has left it.
describe("sparsity pause, continue and stop", () => {
  it("hold a run that another terminal trains, and say where", async () => {
    const { code, stdout } = await sparsity("pause", run);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Paused in pass \d+, after [\d,]+ of 16,000 updates\. Let it go on: npx sparsity continue .+\n$/,
    );
    expect((await sparsity("pause", run)).stdout).toBe(stdout);
  });

  it("let it go on", async () => {
    const passes = await countEvents(run, "passEnded");
    const { code, stdout } = await sparsity("continue", run, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ run, status: "running", steps: 16_000 });
    await until(async () => (await countEvents(run, "passEnded")) > passes);
  });

  it("stop it with a checkpoint, as Ctrl-C in its own terminal does", async () => {
    const { code, stdout } = await sparsity("stop", run);
    expect(code).toBe(0);
    expect(stdout).toBe(`It was stopped. Go on with it: npx sparsity resume ${run}\n`);
    const { state } = await readRun(run);
    expect(state.status).toBe("stopped");
    await until(() => terminal.exitCode !== null);
    expect(terminal.exitCode).toBe(130);
  });

  it("say that nobody trains there any more, and what to do", async () => {
    for (const action of ["pause", "continue", "stop"]) {
      const { code, stderr } = await sparsity(action, run);
      expect(code).toBe(1);
      expect(stderr).toBe(
        `sparsity: Nobody trains ${run}: it was stopped. Go on with it: npx sparsity resume ${run}\n`,
      );
    }
  });

  it("name the computer that trains, if it is another one", async () => {
    await writeFile(runPaths(run).lock, JSON.stringify({ pid: 1, host: "elsewhere", token: "x" }));
    const { code, stderr } = await sparsity("stop", run);
    expect(code).toBe(1);
    expect(stderr).toContain(`elsewhere trains ${run}. Say it there`);
  });

  it("say that a trainer without a socket cannot be reached", async () => {
    await writeFile(runPaths(run).lock, JSON.stringify({ pid: process.pid, host: hostname(), token: "x" }));
    const { code, stderr } = await sparsity("pause", run);
    expect(code).toBe(1);
    expect(stderr).toBe(`sparsity: Process ${process.pid}, which trains ${run}, cannot be reached.\n`);
  });

  it("say that a folder holds no run", async () => {
    const { code, stderr } = await sparsity("pause", folder);
    expect(code).toBe(1);
    expect(stderr).toContain("holds no run");
  });
});
