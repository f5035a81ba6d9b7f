import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { nativeEngineFolder } from "../protocol/nativeEngineFolder.ts";

/** Files of the package, seen from the built dist/cli.js. */

export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  if (typeof manifest === "object" && manifest && "version" in manifest) return String(manifest.version);
  throw new Error("package.json has no version.");
}

export function trainerProgram(): string {
  return fileURLToPath(new URL("./trainer.js", import.meta.url));
}

/** Where the native engine is set up unless another folder is named. */
export function ownNativeEngine(): string {
  return nativeEngineFolder(fileURLToPath(new URL("..", import.meta.url)));
}
