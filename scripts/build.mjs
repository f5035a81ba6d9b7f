// Builds dist/: the terminal command, the trainer process, the extension, its pages, the wasm engine and the image decoder;
// the loader of packed models, and the schemas of recipes.
//
//   node scripts/build.mjs [--small]     --small takes a minute longer, for an archive that is a tenth smaller
import { mkdir, rename, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { buildImageDecoder } from "./build/imageDecoder.mjs";
import { buildLoader } from "./build/loader.mjs";
import { writeNotices } from "./build/notices.mjs";
import { packings } from "./build/packing.mjs";
import { buildPages } from "./build/pages.mjs";
import { buildPrograms } from "./build/programs.mjs";
import { buildRecipeSchemas } from "./build/recipeSchemas.mjs";
import { buildTrainingKernels } from "./build/trainingKernels.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const packing = process.argv.includes("--small") ? packings.small : packings.quick;

// Built aside and put in place as a whole: what fails leaves the last build, and nobody sees half of one.
const out = `.cache/dist-${process.pid}`;
await mkdir(out, { recursive: true });
try {
  const bundles = await Promise.all([buildPrograms(out, packing), buildImageDecoder(out, packing), buildPages(out)]);
  await Promise.all([
    buildTrainingKernels(out),
    buildLoader(out),
    buildRecipeSchemas(),
    writeNotices(out, bundles, ["node_modules/assemblyscript"]),
  ]);
  await rm("dist", { recursive: true, force: true });
  await rename(out, "dist");
} finally {
  await rm(out, { recursive: true, force: true });
}
