import { copyFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import asc from "assemblyscript/asc";

const sources = "src/trainer/engines/wasm/assembly";
const backend = "tfjs-backend-wasm-simd.wasm";

/** The wasm engine: the backend of TensorFlow.js, and our kernels, which run on its heap. */
export async function buildTrainingKernels(out) {
  const { error, stderr } = await asc.main([
    `${sources}/index.ts`,
    "--outFile",
    path.join(out, "kernels.wasm"),
    "--config",
    `${sources}/asconfig.json`,
  ]);
  if (error) throw new Error(`AssemblyScript: ${stderr.toString()}`);
  // Our kernels need SIMD, so the other two are never asked for.
  const { resolve } = createRequire(import.meta.url);
  await copyFile(resolve(`@tensorflow/tfjs-backend-wasm/dist/${backend}`), path.join(out, backend));
}
