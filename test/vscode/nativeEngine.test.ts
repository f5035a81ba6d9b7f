import path from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { takeFailurePictures } from "./failurePictures.ts";
import { VSCode, type Window } from "./harness.ts";
import { makeWorkspace, removeWorkspace } from "./workspace.ts";

const nowhere = "http://127.0.0.1:9/";

let folder: string;
let vscode: VSCode;
let window: Window;
takeFailurePictures(() => window);

beforeAll(async () => {
  folder = await makeWorkspace();
  const env = {
    // Whatever engine this repository has.
    SPARSITY_NATIVE_ENGINE: path.join(folder, "none"),
    // Nothing answers there: neither for npm, nor for whoever asks the makers of tfjs-node.
    npm_config_registry: nowhere,
    npm_config_fetch_retries: "0",
    HTTPS_PROXY: nowhere,
  };
  vscode = await VSCode.start({ env });
  window = await vscode.open(folder);
});
afterAll(async () => {
  await vscode?.stop();
  await removeWorkspace(folder);
});

describe("Set Up Native Engine", () => {
  it("says that there is none, offers to set it up, and why that fails", async () => {
    await window.runCommand("Sparsity: Set Up Native Engine…");
    const offer = window.notification(/native engine does not work here\..*0\.4 GB/);
    await offer.getByRole("button", { name: "Set Up" }).click();
    await window.notification(/npm could not install tfjs-node\. It cannot reach the package registry/).waitFor();
  });

  it("keeps its steps in the log", async () => {
    await window
      .notification(/npm could not install/)
      .getByRole("button", { name: "Show Log" })
      .click();
    const log = window.page.locator(".part.panel .view-lines");
    await log.filter({ hasText: /Installing\stfjs-node\s4\.22\.0\swith\snpm.*All\sthat\sit\sprinted:/s }).waitFor();
  });
});
