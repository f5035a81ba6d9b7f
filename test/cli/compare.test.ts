import path from "node:path";
import { describe, expect, it } from "vitest";
import { sparsity } from "./command.ts";
import { temporaryFolder, writeTinyRecipe } from "./tinyRun.ts";

const folder = await temporaryFolder();
const run = path.join(folder, "run");
await sparsity("prune", await writeTinyRecipe(folder, { passes: 1 }), "--run", run);
const dense = path.join(run, "export/dense");

describe("sparsity compare", () => {
  it("tells how a run has changed a network, layer by layer", async () => {
    const { code, stdout, stderr } = await sparsity("compare", dense, run, "--json");
    expect([code, stderr]).toEqual([0, ""]);
    const { layers, totals } = JSON.parse(stdout);
    const [fc1, bn, fc2] = layers;
    expect(layers.map(({ name }: { name: string }) => name)).toEqual(["fc1", "bn", "fc2"]);
    expect(fc1.maxAbsDiff).toBeGreaterThan(0);
    expect(fc1.maskAgreement).toBeLessThan(0.9);
    expect(fc1.nnz[1]).toBeLessThan(fc1.nnz[0]);
    expect(fc1.bytes).toEqual([4 * (784 * 24 + 24), 4 * (784 * 24 + 24)]);
    expect(fc2.maskAgreement).toBeGreaterThan(fc1.maskAgreement);
    expect(totals.nnz).toEqual([0, 1].map((side) => fc1.nnz[side] + bn.nnz[side] + fc2.nnz[side]));
  });

  it("finds no difference between a model and itself in another format", async () => {
    const other = path.join(folder, "other.h5");
    await sparsity("export", run, "-o", other);
    const { layers } = JSON.parse((await sparsity("compare", run, other, "--json")).stdout);
    for (const layer of layers) expect(layer).toMatchObject({ maxAbsDiff: 0, maskAgreement: 1 });
  });

  it("prints a table with a total", async () => {
    const { stdout } = await sparsity("compare", dense, run);
    expect(stdout).toMatch(/^layer +only in +max \|a − b\| +same zeros +non-zero a/m);
    expect(stdout).toMatch(/^fc1 .* %/m);
    expect(stdout).toMatch(/^total /m);
  });

  it("fails where one of the two is no model, and names it", async () => {
    const none = path.join(folder, "none.h5");
    expect(await sparsity("compare", run, none)).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining(none),
    });
    expect(await sparsity("compare", run)).toMatchObject({ code: 2 });
  });
});
