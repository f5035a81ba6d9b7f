// Trains LeNet on the images that come with the package, then prunes it: two recipes, run as a person would.
import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const folder = "examples/lenet-fashion-mnist";
const [dense, pruned] = ["demo-dense", "demo-pruned"].map((name) => `${folder}/runs/${name}`);

/** Runs the terminal command and ends with it where it fails. */
function sparsity(...args) {
  console.log(`\n$ npx sparsity ${args.join(" ")}`);
  return new Promise((resolve) => {
    const command = spawn(process.execPath, ["dist/cli.js", ...args], { stdio: "inherit" });
    command.on("exit", (code) => (code === 0 ? resolve() : process.exit(code ?? 1)));
  });
}

for (const run of [dense, pruned]) await rm(run, { recursive: true, force: true });
await sparsity("prune", `${folder}/train.prune.json`, "--run", dense);
await sparsity("prune", `${folder}/prune.prune.json`, "--run", pruned);
await sparsity("report", pruned, "--output", `${pruned}/report.html`);
console.log(`
Look at it:
  npx sparsity inspect ${pruned}
  npx sparsity schedule ${folder}/prune.prune.json
  ${pruned}/report.html in a browser`);
