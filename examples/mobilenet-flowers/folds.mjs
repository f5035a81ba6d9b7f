// Cross-validation over a folder of images a class: node folds.mjs IMAGES [FOLDS]
// Every image is tested on once. For each fold: the network dense, then from there once pruned and once dense for as many
// passes; for the first also pruned without re-estimated statistics. It goes on where it was interrupted, and writes what the runs measured into FOLDS/results.json.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { foldsOf, linkFold } from "./makeFolds.mjs";
import { isComplete, measuredIn } from "./measured.mjs";

const here = import.meta.dirname;
const command = path.join(here, "../../dist/cli.js");
const count = 5;
const [images, target = path.join(here, "folds")] = process.argv.slice(2);
if (!images) {
  console.error("Which images? node folds.mjs IMAGES [FOLDS]");
  process.exit(2);
}

function sparsity(...args) {
  const { status } = spawnSync(process.execPath, [command, ...args], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

/** Where the run of a recipe is, once it has ended. */
function run(folder, recipe, seed, model) {
  const runFolder = path.join(folder, "runs", recipe);
  const events = path.join(runFolder, "events.ndjson");
  if (!existsSync(events)) {
    const file = path.join(folder, `${recipe}.prune.json`);
    copyFileSync(path.join(here, `${recipe}.prune.json`), file);
    sparsity("prune", file, "--run", runFolder, "--model", model, "--seed", String(seed));
  } else if (!isComplete(runFolder)) {
    sparsity("resume", runFolder);
  }
  return runFolder;
}

const folds = foldsOf(images, count);
const model = path.join(here, "start/model.json");
const measured = { folds: [], timeline: undefined };
for (let fold = 1; fold <= count; fold++) {
  const folder = path.join(target, `fold-${fold}`);
  mkdirSync(folder, { recursive: true });
  linkFold(folds, fold - 1, path.join(folder, "data"));
  const dense = run(folder, "dense", fold, model);
  const pruned = run(folder, "pruned", fold, dense);
  const longer = run(folder, "longer", fold, dense);
  const of = (runFolder) => measuredIn(runFolder, target);
  measured.folds.push({ fold, dense: of(dense), pruned: of(pruned), longer: of(longer) });
}
const first = path.join(target, "fold-1");
const plain = run(first, "plain", 1, path.join(first, "runs/dense"));
measured.timeline = { fold: 1, recalibrated: measured.folds[0].pruned, plain: measuredIn(plain, target) };
writeFileSync(path.join(target, "results.json"), `${JSON.stringify(measured, null, 1)}\n`);
