import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import asc from "assemblyscript/asc";
import { withSharedMemory } from "./sharedMemory.mjs";

const sources = "src/trainer/engines/wasm/assembly";
const backend = "tfjs-backend-wasm-simd.wasm";

/**
 * The wasm engine: the backend of TensorFlow.js, and our kernels, which run on its heap, on several threads. The library
 * has a build for threads too, but one that starts them by scripts for browsers.
 */
export async function buildTrainingKernels(out) {
  const { error, stderr } = await asc.main([
    `${sources}/index.ts`,
    "--outFile",
    path.join(out, "kernels.wasm"),
    "--config",
    `${sources}/asconfig.json`,
  ]);
  if (error) throw new Error(`AssemblyScript: ${stderr.toString()}`);
  // Our kernels need SIMD, so the build without it is never asked for.
  const { resolve } = createRequire(import.meta.url);
  const module = await readFile(resolve(`@tensorflow/tfjs-backend-wasm/dist/${backend}`));
  await writeFile(path.join(out, backend), withSharedMemory(module));
}
