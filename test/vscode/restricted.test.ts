import { copyFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { takeFailurePictures } from "./failurePictures.ts";
import { VSCode, type Window } from "./harness.ts";
import { makeWorkspace, removeWorkspace, runsOf, writeRecipe } from "./workspace.ts";

const model = fileURLToPath(new URL("../fixtures/keras/sequential.keras3.h5", import.meta.url));

let folder: string;
let vscode: VSCode;
let window: Window;
takeFailurePictures(() => window);

beforeAll(async () => {
  [folder, vscode] = await Promise.all([makeWorkspace(), VSCode.start({ restricted: true })]);
  await writeRecipe(folder, "ready", 3);
  await copyFile(model, path.join(folder, "trained.h5"));
  window = await vscode.open(folder);
});
afterAll(async () => {
  await vscode?.stop();
  await removeWorkspace(folder);
});

describe("a folder that is not trusted", () => {
  it("is not trained in, and the refusal says why", async () => {
    await window.runCommand("Sparsity: Prune Model…");
    await window.notification(/restricted mode/).waitFor();
    await window.runCommand("Notifications: Clear All Notifications");
    await window.openFile("ready.prune.json");
    await window.page.getByRole("button", { name: "Run Recipe" }).first().click();
    await window.notification(/restricted mode/).waitFor();
    expect(await runsOf(folder)).toEqual([]);
  });

  it("is looked into all the same", async () => {
    await window.runCommand("Sparsity: Inspect Layer Masks");
    await window.choose("trained.h5");
    await window.webview.getByRole("listbox", { name: "Tensors" }).getByRole("option").first().waitFor();
  });
});
