import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { hasTfjsNode } from "../../nativeSetup/tryEngine.ts";
import type { TrainerSetting } from "../../protocol/trainerProcess.ts";
import { RunStartError } from "./runStartError.ts";

/** What a person has set about trainers. Empty strings: nothing. */
export interface TrainerChoice {
  /** A Node.js. */
  readonly nodePath: string;
  /** Folder whose node_modules hold tfjs-node. */
  readonly nativeEnginePath: string;
  /** The same, where Set Up Native Engine installs it. */
  readonly ownNativeEngine: string;
}

/**
 * How to start a trainer.
 *
 * @param cwd where it looks for tfjs-node if no folder is named
 * @throws RunStartError where the chosen Node.js cannot be used
 */
export async function trainerSetting(
  { nodePath, nativeEnginePath, ownNativeEngine }: TrainerChoice,
  cwd: string,
): Promise<TrainerSetting> {
  if (nodePath !== "") await checkNode(nodePath);
  const named = nativeEnginePath || ((await hasTfjsNode(ownNativeEngine)) ? ownNativeEngine : undefined);
  return {
    execPath: nodePath || undefined,
    cwd,
    env: {
      ...process.env,
      // The program that VS Code runs on is Node.js when it is told so; Node.js itself takes no notice.
      ELECTRON_RUN_AS_NODE: "1",
      ...(named === undefined ? {} : { SPARSITY_NATIVE_ENGINE: named }),
    },
  };
}

const oldest = { major: 20, minor: 17 };

async function checkNode(nodePath: string): Promise<void> {
  const named = `The setting sparsityInspector.nodePath names ${nodePath}`;
  let output: string;
  try {
    output = (await promisify(execFile)(nodePath, ["--version"], { timeout: 10_000 })).stdout;
  } catch {
    throw new RunStartError(`${named}, which cannot be started. Give the path of a Node.js, or leave it empty.`);
  }
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(output)?.map(Number) ?? [];
  if (major === undefined || minor === undefined) throw new RunStartError(`${named}, which is not Node.js.`);
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return;
  throw new RunStartError(
    `${named}, which is Node.js ${output.trim()}. The trainer needs ${oldest.major}.${oldest.minor} or newer.`,
  );
}
