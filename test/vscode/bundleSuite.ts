import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const suite = fileURLToPath(new URL("suite/index.ts", import.meta.url));
/** Below the repository, where it finds mocha. */
const outfile = fileURLToPath(new URL("../../.cache/vscode/suite.cjs", import.meta.url));

/** Bundles what runs inside the extension host. @returns the path of a module that exports run() */
export async function bundleSuite(): Promise<string> {
  const external = ["vscode", "mocha"];
  await build({ entryPoints: [suite], outfile, bundle: true, platform: "node", format: "cjs", external });
  return outfile;
}
