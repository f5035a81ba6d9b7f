import path from "node:path";
import { build } from "esbuild";
import { hdf5Binary } from "./hdf5Binary.mjs";

/**
 * What runs in Node: the terminal command, the trainer with its workers that fill batches and compute kernels, the
 * extension with its worker that reads model files.
 *
 * Libraries are bundled, and listed under devDependencies: the same files serve the terminal command, which npm
 * installs, and the VSIX, which has no node_modules; and one file starts faster than hundreds. Not bundled is what is
 * native and may be missing, the optionalDependencies.
 *
 * @returns esbuild's account of what went into the bundles
 */
export async function buildPrograms(out, packing) {
  const { metafile } = await build({
    entryPoints: {
      cli: "src/cli/main.ts",
      trainer: "src/trainer/main.ts",
      inputs: "src/trainer/datasets/inputWorker.ts",
      extension: "src/extension/main.ts",
      inspection: "src/inspection/worker.ts",
      kernelThread: "src/trainer/engines/wasm/threads/kernelThread.ts",
    },
    outdir: out,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    // What is imported when needed is loaded when needed. All in one folder: files find each other from anywhere.
    splitting: true,
    chunkNames: "chunk-[hash]",
    external: ["vscode", "sharp", "@tensorflow/tfjs-node"],
    // TensorFlow.js comes as ES5 too, which is larger and slower.
    mainFields: ["module", "main"],
    // TensorFlow.js takes it where there is no fetch; every Node that this runs on has one.
    alias: { "node-fetch": "./scripts/build/absent.cjs" },
    // Libraries that are CommonJS find these in every module.
    banner: {
      js: `import { createRequire as requireFrom } from "node:module";
        const require = requireFrom(import.meta.url), { dirname: __dirname, filename: __filename } = import.meta;`,
    },
    plugins: [hdf5Binary(out, packing), onlyEnglish],
    minify: true,
    charset: "utf8",
    legalComments: "none",
    sourcemap: true,
    metafile: true,
    logLevel: "warning",
  });
  return metafile;
}

/** zod tells its problems in fifty languages; our sentences are in one. */
const onlyEnglish = {
  name: "only-english",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/locales\/index\.js$/ }, () => ({ path: path.resolve("scripts/build/absent.cjs") }));
  },
};
