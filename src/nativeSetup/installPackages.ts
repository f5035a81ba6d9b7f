import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { SetupContext } from "./context.ts";
import { programFailure } from "./failure.ts";
import { megabytes } from "./figures.ts";
import { NativeSetupError } from "./setupError.ts";
import { nodeApiHeaders, npmBytes, tfjsNode } from "./versions.ts";

/** Name of the package.json in a folder that was made here. */
export const folderName = "sparsity-native-engine";

const options = [
  // Its script is run in a step of its own, whose failure is no failure of npm.
  "--ignore-scripts",
  "--no-audit",
  "--no-fund",
  // npm asks three times; without a network two and a half minutes would go by.
  "--fetch-retry-mintimeout=1000",
  "--fetch-retry-maxtimeout=5000",
];

/**
 * Lets npm put tfjs-node, without its binding, and the headers to build that into a folder's node_modules.
 *
 * @throws NativeSetupError
 */
export async function installPackages(folder: string, { run, tell, logFile }: SetupContext): Promise<void> {
  tell({
    type: "step",
    title: `Installing tfjs-node ${tfjsNode.version} with npm: ${megabytes(npmBytes.download)} to download`,
  });
  const dependencies = Object.fromEntries([tfjsNode, nodeApiHeaders].map(({ name, version }) => [name, version]));
  const manifest = { name: folderName, private: true, dependencies };
  await writeFile(path.join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  const outcome = await run("npm", ["install", ...options], { cwd: folder });
  if (outcome.status === "notFound") {
    throw new NativeSetupError("npm is not found. Install Node.js together with npm, from nodejs.org, then try again.");
  }
  if (outcome.status === "failed") throw programFailure("npm could not install tfjs-node", outcome, logFile);
}
