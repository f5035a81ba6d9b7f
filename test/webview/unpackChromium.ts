import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const cache = fileURLToPath(new URL("../../.cache/chromium", import.meta.url));
const manifest = new URL("../../node_modules/@sparticuz/chromium/package.json", import.meta.url);
const unpack = `await (await import("@sparticuz/chromium")).default.executablePath()`;

/**
 * The browser that npm serves, unpacked once, into .cache/chromium. Its package would unpack it straight to where it is
 * looked for, and test files that come at the same time would start half of it.
 *
 * @returns path of its program
 */
export async function unpackChromium(): Promise<string> {
  const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
  const target = path.join(cache, version);
  if (!existsSync(target)) {
    await mkdir(cache, { recursive: true });
    const workshop = await mkdtemp(path.join(cache, "unpacking-"));
    try {
      // It unpacks into the folder for temporary files.
      const env = { ...process.env, TMPDIR: workshop };
      await promisify(execFile)(process.execPath, ["--input-type=module", "-e", unpack], {
        cwd: path.dirname(cache),
        env,
      });
      await rename(workshop, target);
    } catch (error) {
      // Another test file may have unpacked it at the same time.
      if (!existsSync(target)) throw error;
    } finally {
      await rm(workshop, { recursive: true, force: true });
    }
  }
  return path.join(target, "chromium");
}
