import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

/** How the built command ended, and what it printed. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const program = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** Runs the built `sparsity` as a person would. */
export function sparsity(...args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, NO_COLOR: "1" }, maxBuffer: 1 << 28 };
    execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
