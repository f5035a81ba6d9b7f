// The sizes and accuracies of every form of the networks that folds.mjs has made: node variants.mjs [FOLDS]
// Each is packed, measured, and evaluated as it is read from the file; FOLDS/variants.json holds what came of it.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { isComplete } from "./measured.mjs";

const here = import.meta.dirname;
const command = path.join(here, "../../dist/cli.js");
const [target = path.join(here, "folds")] = process.argv.slice(2);

/** Dense networks are those that went on learning for as many passes as the pruned ones. */
const forms = [
  { form: "dense", run: "longer", options: [] },
  { form: "dense, int8", run: "longer", options: ["--int8"] },
  { form: "dense, folded", run: "longer", options: ["--fold-batch-norm"] },
  { form: "pruned", run: "pruned", options: [] },
  { form: "pruned, int8", run: "pruned", options: ["--int8"] },
  { form: "pruned, int8 a tensor", run: "pruned", options: ["--int8", "tensor"] },
  { form: "pruned, folded", run: "pruned", options: ["--fold-batch-norm"] },
  { form: "pruned, folded, int8", run: "pruned", options: ["--fold-batch-norm", "--int8"] },
];

function sparsity(...args) {
  const { status, stdout } = spawnSync(process.execPath, [command, ...args, "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) process.exit(status ?? 1);
  return JSON.parse(stdout);
}

/** Bytes of the float32 weights, plain and through gzip -9: what a model file takes without its topology. */
function plainBytes(run, folded, folder) {
  const file = path.join(folder, "plain.safetensors");
  sparsity("export", run, "-o", file, ...(folded ? ["--fold-batch-norm"] : []));
  const bytes = readFileSync(file);
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
}

const measured = [];
for (let fold = 1; existsSync(path.join(target, `fold-${fold}`)); fold++) {
  const folder = path.join(target, `fold-${fold}`);
  const runs = { longer: path.join(folder, "runs/longer"), pruned: path.join(folder, "runs/pruned") };
  if (!Object.values(runs).every((run) => existsSync(path.join(run, "events.ndjson")) && isComplete(run))) break;
  const packed = path.join(folder, "packed");
  mkdirSync(packed, { recursive: true });
  for (const { form, run, options } of forms) {
    const file = path.join(packed, `${form.replaceAll(", ", "-").replaceAll(" ", "-")}.spz`);
    const { bytes } = sparsity("pack", runs[run], "-o", file, ...options);
    const { same } = sparsity("verify", file, runs[run]);
    const { accuracy, examples } = sparsity("evaluate", file, "--recipe", path.join(folder, `${run}.prune.json`));
    const isInt8 = options.includes("--int8");
    const plain = isInt8 ? undefined : plainBytes(runs[run], options.includes("--fold-batch-norm"), packed);
    measured.push({ fold, form, packed: bytes, ...plain, accuracy, examples, verified: same });
    console.log(`fold ${fold}, ${form}: ${bytes} bytes, ${(100 * accuracy).toFixed(2)} %`);
  }
}
writeFileSync(path.join(target, "variants.json"), `${JSON.stringify({ forms: measured }, null, 1)}\n`);
