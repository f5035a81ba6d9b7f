// Fashion-MNIST whole, for several seeds: node repeat.mjs 1 2 3
// For each: LeNet from scratch, then from there once pruned and once dense for as many passes.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const here = import.meta.dirname;
const command = path.join(here, "../../dist/cli.js");

function run(name, seed, ...options) {
  const folder = path.join(here, `runs/seed-${seed}/${name}`);
  if (!existsSync(folder)) {
    const args = ["prune", path.join(here, `${name}.prune.json`), "--run", folder, "--seed", seed, ...options];
    const { status } = spawnSync(process.execPath, [command, ...args], { stdio: "inherit" });
    if (status !== 0) process.exit(status ?? 1);
  }
  const events = readFileSync(path.join(folder, "events.ndjson"), "utf8").trimEnd().split("\n");
  return { folder, ended: JSON.parse(events.at(-1)) };
}

const rows = process.argv.slice(2).map((seed) => {
  const { folder } = run("dense", seed);
  const pruned = run("pruned", seed, "--model", folder).ended;
  const longer = run("longer", seed, "--model", folder).ended;
  return {
    seed,
    "dense, longer": longer.accuracyAfter,
    pruned: pruned.accuracyAfter,
    points: (pruned.accuracyAfter - longer.accuracyAfter) * 100,
    sparsity: pruned.sparsity,
    "dense gzip": pruned.sizes[0].gzipBytes,
    "pruned gzip": pruned.sizes[1].gzipBytes,
  };
});
console.table(rows);
