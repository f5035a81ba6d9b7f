import path from "node:path";

/**
 * Where the native engine is set up unless a folder is named, and where the trainer finds it.
 *
 * @param packageRoot the folder of this package's package.json
 */
export function nativeEngineFolder(packageRoot: string): string {
  return path.join(packageRoot, ".cache", "native");
}
