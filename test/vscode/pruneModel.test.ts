import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openModel } from "../../src/models/open.ts";
import { count } from "../../src/runs/figures.ts";
import { takeFailurePictures } from "./failurePictures.ts";
import { VSCode, type Window } from "./harness.ts";
import { addTrainedNetwork, makeWorkspace, removeWorkspace, runsOf, stateOf } from "./workspace.ts";

let folder: string;
let vscode: VSCode;
let window: Window;
takeFailurePictures(() => window);

beforeAll(async () => {
  folder = await makeWorkspace();
  [vscode] = await Promise.all([VSCode.start(), addTrainedNetwork(folder)]);
  window = await vscode.open(folder);
});
afterAll(async () => {
  await vscode?.stop();
  await removeWorkspace(folder);
});

describe("Prune Model", () => {
  it("leads from the palette to a run, which its panel shows", async () => {
    await window.runCommand("Sparsity: Prune Model…");
    await window.choose("lenet/model.json");
    await window.choose("Fashion-MNIST sample");
    await window.choose(/conv/i);
    await window.choose("Every 3 passes");
    await window.answer("Passes from one prune event", "1");
    await window.choose("Up to pass 60");
    await window.answer("Last pass", "3");
    await window.choose("Continue");
    await window.answer("Passes over", "5");
    await window.answer("Learning rate", "0.01");
    await window.choose("Write the recipe and run it");

    const panel = window.webview;
    await panel.locator(".status", { hasText: "Finished" }).waitFor();
    const [run] = await runsOf(folder);
    const { prunes, status } = await stateOf(run);
    expect(status).toBe("completed");
    expect(prunes.length).toBeGreaterThanOrEqual(3);
    await panel.getByText("Numbers", { exact: true }).click();
    // A row for every pass; the second column says which prune event came before it.
    const cells = panel.getByRole("group", { name: "Numbers" }).locator("tbody tr > :nth-child(2)");
    const shown = async () => (await cells.allTextContents()).filter((text) => /^\d+$/.test(text));
    await expect.poll(shown, { timeout: 30_000 }).toEqual(prunes.toArray().map((_, index) => String(index + 1)));
  });

  it("leaves a model whose zeros the inspector counts as the file has them", async () => {
    await window.runCommand("Sparsity: Inspect Layer Masks");
    await window.choose("pruned");
    const inspector = window.webview;
    const tensors = inspector.getByRole("listbox", { name: "Tensors" });
    const facts = inspector.getByRole("complementary", { name: "What is known of the tensor" });
    const [run] = await runsOf(folder);
    const model = await openModel(`${run}/export/pruned/model.json`);
    for (const layer of ["conv1", "fc1"]) {
      const values = await model.read(`${layer}/kernel`);
      const nnz = values.reduce((sum, value) => sum + Number(value !== 0), 0);
      await tensors.getByRole("option", { name: layer }).click();
      await facts.getByText(count(nnz), { exact: true }).waitFor();
    }
    await model.close();
  });
});
