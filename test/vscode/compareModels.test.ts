import { execFile } from "node:child_process";
import { cp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readModel, writeChanged } from "./changedModel.ts";
import { takeFailurePictures } from "./failurePictures.ts";
import { VSCode, type Window } from "./harness.ts";
import { addTrainedNetwork, makeWorkspace, removeWorkspace } from "./workspace.ts";

let folder: string;
let vscode: VSCode;
let window: Window;
takeFailurePictures(() => window);

/** Runs git in the workspace, whoever has set up git here or has not. */
function git(...args: readonly string[]): Promise<unknown> {
  const identity = ["-c", "user.name=Tester", "-c", "user.email=tester@example.com", "-c", "commit.gpgsign=false"];
  return promisify(execFile)("git", [...identity, ...args], { cwd: folder });
}

beforeAll(async () => {
  folder = await makeWorkspace();
  await addTrainedNetwork(folder);
  await rm(path.join(folder, "tiny"), { recursive: true });
  await git("init", "--quiet");
  await git("add", ".");
  await git("commit", "--quiet", "-m", "A trained network");
  vscode = await VSCode.start({ settings: { "git.enabled": true } });
  // The first weight of conv1 and nothing else is another one now.
  await writeChanged(path.join(folder, "lenet"), "conv1/kernel", (values) => values.with(0, values[0]! + 1));
  await writeFile(path.join(folder, "stray.h5"), "");
  window = await vscode.open(folder);
});
afterAll(async () => {
  await vscode?.stop();
  await removeWorkspace(folder);
});

const titles = () => window.webview.locator(".triptych h3").allTextContents();
const rowOf = (tensor: string) => window.webview.locator("tr", { hasText: tensor }).locator("td").allTextContents();

describe("Compare Model with Git HEAD", () => {
  it("shows a model as it was committed beside what it is now, and where they differ", async () => {
    await window.openFile("model.json");
    await window.runCommand("Sparsity: Compare Model with Git HEAD");
    await window.webview.locator(".heatmap-map:visible").nth(2).waitFor();
    expect(await titles()).toEqual([
      expect.stringMatching(/^A · lenet at [0-9a-f]{7}\/model\.json$/),
      "B · lenet/model.json",
      "|A − B|",
    ]);
    const size = (await readModel(path.join(folder, "lenet"), "conv1/kernel")).length;
    await expect
      .poll(() => rowOf("conv1/kernel"))
      .toEqual([
        "conv1/kernel",
        expect.any(String),
        expect.any(String),
        expect.stringMatching(new RegExp(`^${(100 / size).toFixed(1)}`)),
      ]);
    await expect.poll(async () => (await rowOf("fc1/kernel"))[3]).toMatch(/^0\.0/);
  });

  it("comes back when the window is loaded again", async () => {
    await window.reload();
    await window.webview.locator(".heatmap-map:visible").nth(2).waitFor();
    expect((await titles())[0]).toMatch(/^A · lenet at /);
  });

  it("is offered in source control", async () => {
    await window.page.keyboard.press("Control+Shift+G");
    const resource = window.page.locator(".scm-view .monaco-list-row", { hasText: "group1-shard1of1.bin" }).first();
    await resource.click({ button: "right" });
    await window.page.locator(".context-view .action-label", { hasText: "Compare Model with Git HEAD" }).waitFor();
    await window.page.keyboard.press("Escape");
  });

  it("says so where git has no such file", async () => {
    await window.openFile("stray.h5");
    await window.runCommand("Sparsity: Compare Model with Git HEAD");
    await window.notification("is not in git at").waitFor();
  });
});

describe("Compare Models", () => {
  it("asks for two, shows them side by side, and leads to all figures", async () => {
    await cp(path.join(folder, "lenet"), path.join(folder, "other"), { recursive: true });
    await window.runCommand("Sparsity: Compare Models…");
    await window.choose("lenet/model.json");
    await window.choose("other/model.json");
    await window.page.getByRole("tab", { name: /lenet and other/ }).waitFor();
    await expect.poll(titles).toEqual(["A · lenet/model.json", "B · other/model.json", "|A − B|"]);
    await window.webview.getByText("All Figures").click();
    await window.webview.getByText("Comparison of two models").waitFor();
  });
});
