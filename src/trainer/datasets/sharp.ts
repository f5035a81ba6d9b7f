import { createRequire } from "node:module";
import path from "node:path";
import type Sharp from "sharp";
import { packageRoot } from "../packageRoot.ts";
import { DatasetError } from "./dataset.ts";
import { messageOf } from "./files.ts";

export interface LoadedSharp {
  readonly sharp: typeof Sharp;
  /** With its version: "sharp 0.35.5", "sharp 0.35.5 (WebAssembly)". */
  readonly name: string;
}

/**
 * The native sharp where npm installed it with this package, or in the working folder; else the one on WebAssembly, which
 * takes two to three times as long.
 *
 * @throws DatasetError where none loads
 */
export function loadSharp(): LoadedSharp {
  return nativeSharp(packageRoot()) ?? nativeSharp(process.cwd()) ?? packagedSharp();
}

/** Undefined where the folder's node_modules have none that loads, or one too old to turn images by their EXIF. */
function nativeSharp(folder: string): LoadedSharp | undefined {
  try {
    const sharp: typeof Sharp = createRequire(path.join(folder, "package.json"))("sharp");
    return "autoOrient" in sharp.prototype ? { sharp, name: `sharp ${sharp.versions.sharp}` } : undefined;
  } catch {
    return undefined;
  }
}

/** The sharp on WebAssembly that comes with this package. @throws DatasetError where it does not load */
export function packagedSharp(): LoadedSharp {
  const program = path.join(packageRoot(), "dist", "sharp", "index.cjs");
  try {
    const sharp: typeof Sharp = createRequire(import.meta.url)(program);
    return { sharp, name: `sharp ${sharp.versions.sharp} (WebAssembly)` };
  } catch (error) {
    throw new DatasetError(`Images cannot be decoded here, as ${program} does not load: ${messageOf(error)}`);
  }
}
