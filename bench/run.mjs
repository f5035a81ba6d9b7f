// npm run bench -- NAME: bundles bench/NAME.ts and runs it. Every benchmark measures its peers in the same run, in turn.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const names = readdirSync("bench")
  .filter((file) => file.endsWith(".bench.ts"))
  .map((file) => file.slice(0, -".bench.ts".length));
const [name, ...rest] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`npm run bench -- NAME, where NAME is one of: ${names.join(", ")}`);
  process.exit(2);
}
/** Programs that a benchmark starts beside its own. */
const programs = { train: { engineContender: "bench/train/engineContender.ts" } };
await build({
  entryPoints: { [name]: `bench/${name}.bench.ts`, ...programs[name] },
  outdir: ".cache/bench",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  logLevel: "warning",
});
process.exit(
  spawnSync(process.execPath, ["--expose-gc", `.cache/bench/${name}.mjs`, ...rest], { stdio: "inherit" }).status ?? 1,
);
