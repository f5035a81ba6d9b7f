import { spawnSync } from "node:child_process";
import { lastWords } from "../../../protocol/lastWords.ts";

/**
 * Loads a native addon in a process of its own, with all its symbols: a damaged file, a symbol that is not there, or a
 * processor that is too old may end the process that loads it, and this one has a run to report on.
 *
 * @param file path of the .node file
 * @returns why it does not load, in the loader's words; undefined where it does
 */
export function tryBinding(file: string): string | undefined {
  const { stdout, stderr, status, signal, error } = spawnSync(process.execPath, ["-e", program, file], {
    encoding: "utf8",
    // Node.js, where this runs on the program of an editor.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
  });
  if (error) return error.message;
  if (status === 0) return stdout === "" ? undefined : stdout;
  const end = signal ? `loading it was ended by ${signal}` : `loading it ended with code ${status}`;
  return [end, ...lastWords(stderr)].join(": ");
}

const program = `
try {
  process.dlopen({ exports: {} }, process.argv[1], require("node:os").constants.dlopen?.RTLD_NOW);
} catch (error) {
  process.stdout.write(error.message);
}`;
