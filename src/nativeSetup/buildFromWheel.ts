import { rm } from "node:fs/promises";
import path from "node:path";
import type { BuildMeans } from "./buildMeans.ts";
import { compileBinding } from "./compileBinding.ts";
import type { SetupContext } from "./context.ts";
import { downloadWheel } from "./downloadWheel.ts";
import { libraryIn } from "./tryEngine.ts";
import { unpackWheel } from "./unpackWheel.ts";
import { nodeApiHeaders } from "./versions.ts";

/**
 * Gives tfjs-node, whatever its own install has left in it, the libtensorflow of a Python wheel, and a binding that is built against it.
 *
 * @param folder whose node_modules hold tfjs-node and the headers of Node-API
 * @throws NativeSetupError
 */
export async function buildFromWheel(folder: string, means: BuildMeans, context: SetupContext): Promise<void> {
  const { wheel, pip, compiler, platform } = means;
  if (!wheel.tried) {
    const message = "Nobody has tried this on a machine like this one yet; on Linux x64 it works.";
    context.tell({ type: "note", message });
  }
  const library = libraryIn(folder);
  for (const left of ["deps", "lib", "build-tmp-napi-v8"]) {
    await rm(path.join(library, left), { recursive: true, force: true });
  }
  const downloads = path.join(folder, "wheel");
  const file = await downloadWheel(wheel, pip, downloads, context);
  await unpackWheel(file, wheel, path.join(library, "deps"), context);
  await rm(downloads, { recursive: true });
  const headers = path.join(folder, "node_modules", nodeApiHeaders.name, "include");
  await compileBinding(library, { compiler, headers, libraries: wheel.libraries, platform }, context);
}
