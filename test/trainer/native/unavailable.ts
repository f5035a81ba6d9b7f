import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Why the native engine is not tested here; undefined where it is.
 *
 * Asks the built command in a process of its own: a library that fails to load may leave this one in pieces.
 */
export function whyNativeIsUnavailable(): string | undefined {
  const command = fileURLToPath(new URL("../../../dist/cli.js", import.meta.url));
  const { stdout } = spawnSync(process.execPath, [command, "engines", "--json"], { encoding: "utf8" });
  const engines: { name: string; available: boolean; reason: string }[] = JSON.parse(stdout);
  const native = engines.find(({ name }) => name === "native");
  return native?.available ? undefined : native?.reason;
}
