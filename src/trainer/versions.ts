import { readFileSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "./packageRoot.ts";

/** Versions of the programs that compute, for the record of a run. */
export function programVersions(): Record<string, string> {
  const manifest: unknown = JSON.parse(readFileSync(path.join(packageRoot(), "package.json"), "utf8"));
  const version = typeof manifest === "object" && manifest && "version" in manifest ? String(manifest.version) : "";
  return { "sparsity-inspector": version, node: process.versions.node };
}
