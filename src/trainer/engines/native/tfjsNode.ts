import { createRequire } from "node:module";
import path from "node:path";
import util from "node:util";
import { EngineError, EngineMissing } from "../engine.ts";
import type { Tf } from "../tfjs/namespace.ts";
import type { Binding } from "./binding.ts";

/** TensorFlow.js on libtensorflow, and the version of that. */
export interface TfjsNode {
  readonly tf: Tf;
  readonly binding: Binding;
  readonly version: string;
  readonly tensorflowVersion: string;
}

/**
 * Loads `@tensorflow/tfjs-node` from the folder named by SPARSITY_NATIVE_ENGINE, from the working folder's
 * node_modules, or from this package's own.
 *
 * @throws EngineMissing where it, or its binding, is not there
 * @throws EngineError where it is there and does not load; both say why, and what to do
 */
export function loadTfjsNode(): TfjsNode {
  // Node 23 removed this; tfjs-node 4.22 still calls it.
  const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  const failures: string[] = [];
  for (const folder of searchFolders()) {
    try {
      return describe(createRequire(path.join(folder, "package.json"))("@tensorflow/tfjs-node"));
    } catch (error) {
      failures.push(explain(error));
    }
  }
  const reason = failures.find((failure) => failure !== notInstalled) ?? notInstalled;
  const sentence = `${reason} The embedded wasm engine does the same without it.`;
  const wanted = process.env.SPARSITY_NATIVE_ENGINE !== undefined;
  throw !wanted && absences.includes(reason) ? new EngineMissing(sentence) : new EngineError(sentence);
}

const notInstalled =
  "@tensorflow/tfjs-node is not installed: npm leaves it out where its library cannot be downloaded for this machine.";

const bindingMissing =
  "@tensorflow/tfjs-node is installed without its native binding: npm could neither download nor build it for this machine.";

const absences: readonly string[] = [notInstalled, bindingMissing];

/** Whether the package is there, without loading it. */
export function isInstalled(): boolean {
  return searchFolders().some((folder) => {
    try {
      createRequire(path.join(folder, "package.json")).resolve("@tensorflow/tfjs-node/package.json");
      return true;
    } catch {
      return false;
    }
  });
}

function searchFolders(): string[] {
  const named = process.env.SPARSITY_NATIVE_ENGINE;
  return [...(named ? [path.resolve(named)] : []), process.cwd(), import.meta.dirname];
}

function explain(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "MODULE_NOT_FOUND" && message.includes("'@tensorflow/tfjs-node'")) return notInstalled;
  if (message.includes("tfjs_binding.node")) return bindingMissing;
  const [firstLine] = message.split("\n");
  return `@tensorflow/tfjs-node is installed, but does not load: ${firstLine}`;
}

function describe(loaded: unknown): TfjsNode {
  const tf = loaded as Tf & { version: { [library: string]: string } };
  const { binding } = tf.backend() as unknown as { binding?: Binding };
  if (!binding?.TF_Version) throw new Error("it did not become the backend of TensorFlow.js.");
  return { tf, binding, version: tf.version["tfjs-node"] ?? tf.version_core, tensorflowVersion: binding.TF_Version };
}
