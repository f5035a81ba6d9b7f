import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Files of the package, seen from the built dist/cli.js. */

export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  if (typeof manifest === "object" && manifest && "version" in manifest) return String(manifest.version);
  throw new Error("package.json has no version.");
}

export function trainerProgram(): string {
  return fileURLToPath(new URL("./trainer.js", import.meta.url));
}
