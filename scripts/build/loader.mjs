import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";

/**
 * The loader of packed models, `sparsity-inspector/load`: one module without dependencies, for Node and browsers, and its
 * types.
 */
export async function buildLoader(out) {
  await build({
    entryPoints: { load: "src/packed/read/load.ts" },
    outdir: out,
    bundle: true,
    platform: "neutral",
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "none",
    logLevel: "warning",
  });
  await writeFile(path.join(out, "load.d.ts"), await declarations(["packedSource", "packedError", "load"]));
}

/** What the modules declare, in one file: what they import from each other is in it. */
async function declarations(modules) {
  const folder = await mkdtemp(path.resolve(".cache/declarations-"));
  try {
    const tsc = path.resolve("node_modules/.bin/tsc");
    const options = ["--declaration", "--emitDeclarationOnly", "--composite", "false", "--outDir", folder];
    await promisify(execFile)(tsc, ["--project", "src/packed", ...options]);
    const texts = await Promise.all(modules.map((name) => readFile(path.join(folder, "read", `${name}.d.ts`), "utf8")));
    return texts.join("").replaceAll(/^(import|export) .* from ".*";\n/gm, "");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
