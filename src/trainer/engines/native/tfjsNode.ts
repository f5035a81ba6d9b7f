import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import util from "node:util";
import { nativeEngineFolder } from "../../../protocol/nativeEngineFolder.ts";
import { packageRoot } from "../../packageRoot.ts";
import { EngineError, EngineMissing } from "../engine.ts";
import type { Tf } from "../tfjs/namespace.ts";
import type { Binding } from "./binding.ts";
import { tryBinding } from "./bindingTrial.ts";
import { describeLoadFailure } from "./loadFailure.ts";

/** TensorFlow.js on libtensorflow, and the version of that. */
export interface TfjsNode {
  readonly tf: Tf;
  readonly binding: Binding;
  readonly version: string;
  readonly tensorflowVersion: string;
}

/**
 * Loads `@tensorflow/tfjs-node` from the folder named by SPARSITY_NATIVE_ENGINE and no other; where none is named from
 * the working folder's node_modules, from where `sparsity engines --set-up` puts it, or from this package's own.
 *
 * @throws EngineMissing where it, or its binding, is in none of these
 * @throws EngineError where it is there and does not load, or is not where it was said to be; both say why, and what to
 * do
 */
export function loadTfjsNode(): TfjsNode {
  // Node 23 removed this; tfjs-node 4.22 still calls it.
  const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  const named = process.env.SPARSITY_NATIVE_ENGINE;
  const failures: EngineError[] = [];
  for (const folder of findPackages(searchedFolders())) {
    try {
      return load(folder);
    } catch (error) {
      failures.push(error as EngineError);
    }
  }
  const failure = failures.find((one) => !(one instanceof EngineMissing)) ?? failures[0];
  if (!named) throw failure ?? new EngineMissing(`${name} is not installed. ${advice}`);
  throw new EngineError(
    failure
      ? `SPARSITY_NATIVE_ENGINE names what does not work: ${failure.message}`
      : `SPARSITY_NATIVE_ENGINE names ${named}, which has no node_modules/${name}. ${advice}`,
  );
}

const name = "@tensorflow/tfjs-node";

const advice =
  "Set it up with: npx sparsity engines --set-up, or with Set Up Native Engine in VS Code. The embedded wasm engine does the same without it.";

/** Whether the package is there, without loading it. */
export function isInstalled(): boolean {
  return findPackages(searchedFolders()).size > 0;
}

function searchedFolders(): string[] {
  const named = process.env.SPARSITY_NATIVE_ENGINE;
  return named ? [path.resolve(named)] : [process.cwd(), nativeEngineFolder(packageRoot()), import.meta.dirname];
}

/** The folder of each tfjs-node that Node.js finds from these. */
function findPackages(folders: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const folder of folders) {
    try {
      found.add(path.dirname(createRequire(path.join(folder, "package.json")).resolve(`${name}/package.json`)));
    } catch {
      // Not there; the next folder may have it.
    }
  }
  return found;
}

function load(folder: string): TfjsNode {
  // The newest Node-API that tfjs-node 4 is built for; every Node.js that this runs on has it.
  const binding = path.join(folder, "lib", "napi-v8", "tfjs_binding.node");
  if (!existsSync(binding)) throw new EngineMissing(`${folder} has no native binding. ${advice}`);
  try {
    const failure = tryBinding(binding);
    if (failure !== undefined) throw new Error(failure);
    return describe(createRequire(binding)(folder));
  } catch (error) {
    const why = describeLoadFailure(error instanceof Error ? error.message : String(error));
    throw new EngineError(`${folder} does not load: ${why}. ${advice}`);
  }
}

function describe(loaded: unknown): TfjsNode {
  const tf = loaded as Tf & { version: { [library: string]: string } };
  const { binding } = tf.backend() as unknown as { binding?: Binding };
  if (!binding?.TF_Version) throw new Error("it did not become the backend of TensorFlow.js.");
  return { tf, binding, version: tf.version["tfjs-node"] ?? tf.version_core, tensorflowVersion: binding.TF_Version };
}
