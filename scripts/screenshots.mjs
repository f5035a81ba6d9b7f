// Takes the README's pictures into media/screenshots: real runs in a real VS Code, in dark and in light. It takes some
// minutes, and what is built in dist/.
import { spawnSync } from "node:child_process";
import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { importTypeScript } from "./importTypeScript.mjs";
import { prepareSampleWorkspace } from "./sampleWorkspace.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const workspace = path.resolve(".cache/screenshots/lenet");
const runs = path.join(workspace, "runs");
const vsix = path.resolve(".cache/screenshots/extension.vsix");
const pictures = "media/screenshots";

await rm(workspace, { recursive: true, force: true });
await mkdir(pictures, { recursive: true });
await prepareSampleWorkspace(workspace);
node("dist/cli.js", "prune", path.join(workspace, "train.prune.json"), "--run", path.join(runs, "demo-dense"));
node("scripts/package.mjs", vsix, "--any-size");
const { VSCode } = await importTypeScript("test/vscode/harness.ts");
await takeAll("dark", "Default Dark Modern");
await takeAll("light", "Default Light Modern");

function node(...args) {
  if (spawnSync(process.execPath, args, { stdio: "inherit" }).status !== 0) process.exit(1);
}

async function takeAll(name, theme) {
  const settings = {
    "workbench.colorTheme": theme,
    "window.commandCenter": false,
    "window.title": "Sparsity Inspector",
  };
  const vscode = await VSCode.start({ vsix, settings });
  try {
    const window = await vscode.open(workspace);
    const take = (what) => window.page.screenshot({ path: `${pictures}/${what}-${name}.png` });
    await showRecipe(window);
    await take("recipe");
    await showRunningPanel(window);
    await take("panel");
    const run = await showRunsView(window);
    await take("runs");
    const clip = withMargin(await showSizes(window), 12);
    await window.page.screenshot({ path: `${pictures}/sizes-${name}.png`, clip });
    await showInspector(window, run);
    await take("inspector");
  } finally {
    await vscode.stop();
  }
}

/** The recipe, and what its rule for conv2 selects. */
async function showRecipe(window) {
  await window.openFile("prune.prune.json");
  await window.page.locator(".codelens-decoration", { hasText: "7 events" }).first().waitFor();
  await window.page.locator(".view-line span", { hasText: '"conv2"' }).last().hover();
  await window.page.locator(".monaco-hover:visible").waitFor();
}

/** The panel in the middle of a run. */
async function showRunningPanel(window) {
  await window.page.getByRole("button", { name: "Run Recipe" }).first().click();
  await window.runCommand("View: Close Primary Side Bar");
  await window.webview.getByText("pass 11 of 18").waitFor();
  await window.page.mouse.move(700, 890);
}

/** The run when it is over, with its parts. @returns its name */
async function showRunsView(window) {
  await window.webview.locator(".status", { hasText: "Finished" }).waitFor();
  await window.runCommand("Sparsity: Focus on Runs View");
  await widenSideBar(window.page, 100);
  const run = (await readdir(runs))
    .filter((one) => one.startsWith("prune-"))
    .sort()
    .at(-1);
  for (const name of [run, "Layers"]) {
    await window.page.getByRole("treeitem", { name }).locator(".monaco-tl-twistie").click();
  }
  await window.page.getByRole("treeitem", { name: "conv2" }).waitFor();
  await window.page.mouse.move(700, 890);
  return run;
}

/** Every form of the finished network's file, and what its bytes are for. @returns where on the page */
async function showSizes(window) {
  await window.runCommand("View: Close Primary Side Bar");
  const sizes = window.webview.locator(".sizes-section");
  await sizes.getByText("Where every byte goes").click();
  await window.page.mouse.move(700, 890);
  return await sizes.boundingBox();
}

function withMargin({ x, y, width, height }, margin) {
  return { x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin };
}

async function widenSideBar(page, by) {
  const { x, width } = await page.locator(".part.sidebar").boundingBox();
  const height = 300;
  await page.mouse.move(x + width, height);
  await page.mouse.down();
  await page.mouse.move(x + width + by, height);
  await page.mouse.up();
}

/** When the weights of conv2 were pruned. */
async function showInspector(window, run) {
  await window.runCommand("Sparsity: Inspect Layer Masks");
  await window.choose(run);
  await window.webview.getByRole("option", { name: "conv2" }).click();
  await window.webview.getByText("pruned at", { exact: true }).click();
  await window.page.mouse.move(700, 890);
}
