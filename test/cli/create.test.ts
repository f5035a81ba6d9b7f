import path from "node:path";
import { describe, expect, it } from "vitest";
import { openModel } from "../../src/models/open.ts";
import { readWholeModel } from "../../src/models/wholeModel.ts";
import { sparsity } from "./command.ts";
import { temporaryFolder } from "./tinyRun.ts";

const small = ["create", "mobilenet", "--alpha", "0.25", "--size", "32"];

async function weightsIn(folder: string): Promise<Map<string, Float32Array>> {
  const model = await openModel(folder);
  const { weights } = await readWholeModel(model);
  await model.close();
  return new Map(weights.map(({ name, values }) => [name, values]));
}

describe("sparsity create", () => {
  it("writes a network, the same for the same seed", async () => {
    const folder = await temporaryFolder();
    const [one, two, three] = ["one", "two", "three"].map((name) => path.join(folder, name));
    const { code, stdout } = await sparsity(...small, "--classes", "7", "-o", one);
    expect(code).toBe(0);
    expect(stdout).toMatch(/one.model\.json · 220,343 weights in 137 tensors, drawn by the seed/);
    await sparsity(...small, "--classes", "7", "-o", two);
    await sparsity(...small, "--classes", "7", "-o", three, "--seed", "2");
    const weights = await weightsIn(one);
    expect(await weightsIn(two)).toEqual(weights);
    expect(await weightsIn(three)).not.toEqual(weights);
  });

  it("takes over from a trained network what fits, and draws a new head for other classes", async () => {
    const folder = await temporaryFolder();
    const [trained, fresh] = ["trained", "fresh"].map((name) => path.join(folder, name));
    await sparsity(...small, "--classes", "7", "-o", trained, "--seed", "5");
    const { stdout } = await sparsity(...small, "--classes", "3", "-o", fresh, "--from", trained, "--json");
    const created = JSON.parse(stdout);
    expect(created.drawn).toEqual(["conv_preds/kernel", "conv_preds/bias"]);
    expect(created.taken).toHaveLength(135);
    const [before, after] = [await weightsIn(trained), await weightsIn(fresh)];
    for (const name of created.taken) expect(after.get(name)).toEqual(before.get(name));
    expect(after.get("conv_preds/kernel")).toHaveLength(256 * 3);
  });

  it("refuses a network of which nothing fits, and an output that it is not given", async () => {
    const folder = await temporaryFolder();
    await sparsity("create", "mobilenet", "--alpha", "0.5", "--size", "32", "--classes", "9", "-o", folder);
    const other = await sparsity(...small, "--classes", "7", "-o", path.join(folder, "new"), "--from", folder);
    expect(other.code).toBe(1);
    expect(other.stderr).toContain("No weight of");
    expect((await sparsity(...small, "--classes", "7")).code).toBe(2);
  });
});
