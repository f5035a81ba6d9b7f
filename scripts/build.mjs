// Builds dist/: the terminal command, the trainer process, the extension, its pages, the wasm kernels and the recipe schema.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);
await rm("dist", { recursive: true, force: true });
await mkdir("dist", { recursive: true });

/** Training kernels: one wasm module on the heap of the tfjs wasm backend. */
async function buildKernels() {
  const { error, stderr } = await asc.main([
    "src/trainer/engines/wasm/assembly/index.ts",
    "--outFile",
    "dist/kernels.wasm",
    "--config",
    "src/trainer/engines/wasm/assembly/asconfig.json",
  ]);
  if (error) throw new Error(`AssemblyScript: ${stderr.toString()}`);
}

/** What runs in Node: the terminal command, the trainer, the extension and its worker that reads model files. */
async function buildPrograms() {
  await build({
    entryPoints: {
      cli: "src/cli/main.ts",
      trainer: "src/trainer/main.ts",
      extension: "src/extension/main.ts",
      inspection: "src/inspection/worker.ts",
    },
    outdir: "dist",
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    // What is imported when needed is loaded when needed.
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    // Libraries stay in node_modules: the terminal command is installed by npm.
    packages: "external",
    sourcemap: true,
    logLevel: "warning",
  });
}

/** The pages that VS Code shows, and the report: one script and one stylesheet each. */
async function buildPages() {
  await build({
    entryPoints: { training: "webview/training/main.ts", inspector: "webview/inspector/main.ts" },
    outdir: "dist/webview",
    bundle: true,
    platform: "browser",
    format: "iife",
    target: "chrome120",
    minify: true,
    legalComments: "none",
    logLevel: "warning",
  });
}

/** JSON schema of recipes, from the definition that checks them. */
async function buildRecipeSchema() {
  const program = ".cache/recipeSchema.mjs";
  await build({
    entryPoints: ["src/recipes/jsonSchema.ts"],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "warning",
  });
  const { recipeJsonSchema } = await import(new URL(`../${program}`, import.meta.url).href);
  await mkdir("media/schemas", { recursive: true });
  await writeFile("media/schemas/recipe.schema.json", `${JSON.stringify(recipeJsonSchema(), null, 2)}\n`);
}

await Promise.all([buildKernels(), buildPrograms(), buildPages(), buildRecipeSchema()]);
