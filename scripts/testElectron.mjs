// Runs the suite of test/vscode/suite in a desktop VS Code: the one that VSCODE_PATH names, or that is installed, or that
// can be downloaded. The same suite runs in `npm test`, in the VS Code that npm serves.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { importTypeScript } from "./importTypeScript.mjs";
import { installedCode, programOf } from "./installedCode.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

const { program, missing } = await findProgram();
if (program) process.exitCode = await runSuite(program);
else console.log(`Desktop VS Code left out: ${missing}`);

async function findProgram() {
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return { missing: "there is no display. Run it as: xvfb-run npm run test:electron" };
  }
  if (process.env.VSCODE_PATH) return { program: process.env.VSCODE_PATH };
  const code = installedCode();
  if (code) return { program: programOf(code) };
  try {
    return { program: await downloadAndUnzipVSCode({ version: "1.100.3", cachePath: path.resolve(".cache/vscode") }) };
  } catch (error) {
    return { missing: `none is installed, and none can be downloaded (${error.message}).` };
  }
}

/** @returns the exit code */
async function runSuite(vscodeExecutablePath) {
  const { bundleSuite } = await importTypeScript("test/vscode/bundleSuite.ts");
  const folder = await mkdtemp(path.join(tmpdir(), "suite-"));
  const results = path.join(folder, "results.json");
  try {
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: root,
      extensionTestsPath: await bundleSuite(),
      extensionTestsEnv: { SUITE_RESULTS: results },
      launchArgs: [folder, "--disable-extensions", `--user-data-dir=${path.join(folder, "profile")}`],
    });
  } catch (error) {
    console.error(error.message);
  }
  // Where VS Code did not come as far as the suite, its own words above say why.
  const tests = JSON.parse(await readFile(results, "utf8").catch(() => "[]"));
  await rm(folder, { recursive: true });
  const failed = tests.filter(({ error }) => error !== null);
  for (const { title, error } of failed) console.error(`✗ ${title}\n${error}\n`);
  console.log(`Tests in desktop VS Code: ${tests.length - failed.length} passed, ${failed.length} failed`);
  return failed.length > 0 || tests.length === 0 ? 1 : 0;
}
