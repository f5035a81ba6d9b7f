import { stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { takeFailurePictures } from "./failurePictures.ts";
import { VSCode, type Window } from "./harness.ts";
import { addTrainedNetwork, makeWorkspace, removeWorkspace } from "./workspace.ts";

let folder: string;
let vscode: VSCode;
let window: Window;
takeFailurePictures(() => window);

beforeAll(async () => {
  folder = await makeWorkspace();
  await addTrainedNetwork(folder);
  await writeFile(path.join(folder, "stray.h5"), "no model");
  vscode = await VSCode.start();
  window = await vscode.open(folder);
});
afterAll(async () => {
  await vscode?.stop();
  await removeWorkspace(folder);
});

async function pack(model: string, form: string): Promise<void> {
  await window.runCommand("Sparsity: Pack Model…");
  await window.choose(model);
  await window.choose(form);
  // VS Code in a browser asks for the file in its input box.
  await window.page.locator(".quick-input-widget .quick-input-title", { hasText: "Pack Model" }).waitFor();
  await window.page.keyboard.press("Enter");
}

describe("Pack Model", () => {
  it("writes a small file beside the model, and leads to it", async () => {
    await pack("lenet/model.json", "Rounded to int8");
    const notice = window.notification(/lenet\.spz: [\d.]+\skB, −\d+\.\d\s% against its weights as float32/);
    await notice.waitFor();
    const { size } = await stat(path.join(folder, "lenet/lenet.spz"));
    expect(size).toBeGreaterThan(100_000);
    await notice.getByRole("button", { name: "Inspect" }).click();
    await window.page.getByRole("tab", { name: "lenet.spz" }).waitFor();
    await window.webview.getByText(/packed · /).waitFor();
  });

  it("says in a sentence why a file cannot be packed", async () => {
    await pack("stray.h5", "Bit for bit");
    await window.notification(/stray\.h5/).waitFor();
  });
});
