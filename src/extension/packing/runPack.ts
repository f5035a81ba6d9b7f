import { execFile } from "node:child_process";
import { z } from "zod";

/** What `sparsity pack --json` says. */
const packedFile = z.object({
  path: z.string(),
  bytes: z.number(),
  unpackedBytes: z.number(),
  quantized: z.array(z.object({ roundedToZero: z.number() })),
});

export interface PackedFile {
  readonly path: string;
  readonly bytes: number;
  readonly unpackedBytes: number;
  readonly roundedToZero: number;
}

/**
 * Packs in a process of its own: it computes for seconds, and whole models are in its memory.
 *
 * @param program dist/cli.js
 * @throws Error with the program's own sentence
 */
export function runPack(
  program: string,
  model: string,
  target: string,
  options: readonly string[],
): Promise<PackedFile> {
  const args = [program, "pack", model, "--output", target, "--json", ...options];
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { env, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error) {
        reject(new Error(stderr.replace(/^sparsity: /, "").trim() || `Packing failed: ${error.message}`));
        return;
      }
      const { quantized, ...said } = packedFile.parse(JSON.parse(stdout));
      resolve({ ...said, roundedToZero: quantized.reduce((sum, tensor) => sum + tensor.roundedToZero, 0) });
    });
  });
}
