import { describe, expect, it } from "vitest";
import golden from "../pruning/golden/schedule.json" with { type: "json" };
import { sparsity } from "./command.ts";

/** The golden cases of one setting, in order of passes. */
function goldenCurve(sparsityUpperBound: number, size: string) {
  return golden.cases
    .filter((entry) => entry.sparsityUpperBound === sparsityUpperBound)
    .map(({ pass, ratio, kept }) => ({ pass, ratio, kept: new Map(Object.entries(kept)).get(size) }));
}

describe("sparsity schedule", () => {
  it("prints the original's ratios and kept counts as JSON", async () => {
    const options = ["--sparsity-upper-bound", "0.94", "--interval-pass", "2", "--end-pass", "40", "--size", "102400"];
    const { code, stdout } = await sparsity("schedule", ...options, "--json");
    expect(code).toBe(0);
    const curve = goldenCurve(0.939999998, "102400");
    expect(curve).toHaveLength(21);
    expect(JSON.parse(stdout)).toEqual(curve);
  });

  it("has the original's defaults: an event every 3 passes up to pass 60", async () => {
    const { stdout } = await sparsity("schedule", "--sparsity-upper-bound", "0.8", "--json");
    const curve = goldenCurve(0.800000012, "1").map(({ pass, ratio }) => ({ pass, ratio }));
    expect(JSON.parse(stdout)).toEqual(curve);
  });

  it("draws the curve for people", async () => {
    const { stdout } = await sparsity("schedule", "--sparsity-upper-bound", "0.75", "--size", "1000");
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(2 + 21);
    expect(lines[2]).toMatch(/^ +0 +16\.82 % +831 +█{7}$/);
    expect(lines.at(-1)).toMatch(/^ +60 +75\.00 % +250 +█{30}$/);
  });

  it("knows the other schedules", async () => {
    const options = ["--sparsity-upper-bound", "0.5", "--end-pass", "6", "--json"];
    const ratios = async (kind: string) =>
      JSON.parse((await sparsity("schedule", ...options, "--schedule", kind)).stdout);
    expect(await ratios("constant")).toEqual([{ pass: 0, ratio: 0.5 }]);
    expect(await ratios("polynomial")).toEqual([
      { pass: 0, ratio: 0 },
      { pass: 3, ratio: 0.4375 },
      { pass: 6, ratio: 0.5 },
    ]);
  });

  it.each([
    [["--sparsity-upper-bound", "1.5"], "number from 0 to 1"],
    [["--sparsity-upper-bound", "0.5", "--interval-pass", "0"], "integer from 1"],
    [["--sparsity-upper-bound", "0.5", "--schedule", "linear"], "Allowed choices"],
    [[], "Give a recipe, or --sparsity-upper-bound."],
  ])("ends with code 2 on wrong usage: %j", async (options, message) => {
    const { code, stdout, stderr } = await sparsity("schedule", ...options);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
  });

  it("ends with code 1 where there is no such recipe", async () => {
    const { code, stderr } = await sparsity("schedule", "missing.prune.json");
    expect(code).toBe(1);
    expect(stderr).toBe("sparsity: There is no recipe missing.prune.json.\n");
  });
});

describe("sparsity", () => {
  it("explains itself and every command", async () => {
    const { code, stdout } = await sparsity("--help");
    expect(code).toBe(0);
    for (const command of ["prune", "resume", "schedule", "inspect", "report", "engines"]) {
      expect(stdout).toContain(command);
      expect((await sparsity(command, "--help")).code).toBe(0);
    }
  });

  it("ends with code 2 on a command that it does not know", async () => {
    expect((await sparsity("prnue")).code).toBe(2);
  });
});
