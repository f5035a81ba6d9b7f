import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { takeFailurePictures } from "./failurePictures.ts";
import { VSCode, type Window } from "./harness.ts";
import { makeWorkspace, removeWorkspace, runsOf, stateOf, writeRecipe } from "./workspace.ts";

const packer = fileURLToPath(new URL("../../scripts/package.mjs", import.meta.url));
const vsix = fileURLToPath(new URL("../../.cache/vscode/test.vsix", import.meta.url));

let folder: string;
let vscode: VSCode;
let window: Window;
takeFailurePictures(() => window);

beforeAll(async () => {
  folder = await makeWorkspace();
  await writeImages(path.join(folder, "images"), 10);
  await promisify(execFile)(process.execPath, [packer, vsix, "--any-size"]);
  vscode = await VSCode.start({ vsix });
  window = await vscode.open(folder);
});
afterAll(async () => {
  await vscode?.stop();
  await removeWorkspace(folder);
});

/** Some JPEGs of one grey a class, in one folder a class. */
async function writeImages(folder: string, classes: number): Promise<void> {
  for (let label = 0; label < classes; label++) {
    await mkdir(path.join(folder, `class-${label}`), { recursive: true });
    for (let number = 0; number < 5; number++) {
      const background = { r: 25 * label, g: 25 * label, b: 5 * number };
      const image = sharp({ create: { width: 40, height: 40, channels: 3, background } }).jpeg();
      await writeFile(path.join(folder, `class-${label}`, `${number}.jpg`), await image.toBuffer());
    }
  }
}

describe("the packed extension, in a VS Code that has nothing else", () => {
  it("trains on images, which its own decoder reads, and its panel shows the run", async () => {
    const dataset = { type: "images", path: "images" };
    await window.openFile(await writeRecipe(folder, "images", 4, { dataset, batchSize: 8, engine: "auto" }));
    await window.page.getByRole("button", { name: "Run Recipe" }).first().click();
    await window.webview.locator(".status", { hasText: "Finished" }).waitFor({ timeout: 60_000 });

    const [run] = await runsOf(folder);
    const { started, prunes } = await stateOf(run);
    expect(started?.engine.name).toBe("wasm");
    expect(started?.dataset.decoder).toMatch(/^sharp .* \(WebAssembly\)$/);
    expect(prunes.length).toBe(4);
  });

  it("inspects what it has exported", async () => {
    await window.runCommand("Sparsity: Inspect Layer Masks");
    await window.choose("pruned");
    await window.webview.getByRole("option", { name: /hidden/ }).waitFor();
  });

  it("has woken up in a time that VS Code tells", async ({ annotate }) => {
    await window.runCommand("Developer: Show Running Extensions");
    const extension = window.page.locator(".runtime-extensions-editor .extension", { hasText: "Sparsity Inspector" });
    const time = await extension.locator(".activation-time").textContent();
    expect(time).toMatch(/\d+ ?ms/);
    await annotate(`${time}`);
  });
});
