// Opens the sample workspace with the extension that is built in dist/: in the VS Code that is installed, else in one that
// npm serves and a browser shows.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { importTypeScript } from "./importTypeScript.mjs";
import { installedCode } from "./installedCode.mjs";
import { prepareSampleWorkspace } from "./sampleWorkspace.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);
const workspace = path.resolve(".cache/sample-workspace");
await prepareSampleWorkspace(workspace);

const code = installedCode();
if (code) {
  const args = [`--extensionDevelopmentPath=${root}`, "--new-window", workspace];
  const { status } = spawnSync(code, args, { stdio: "inherit", shell: process.platform === "win32" });
  process.exit(status ?? 1);
}

console.log("No VS Code is installed here: starting the one that npm serves.");
const { startServer } = await importTypeScript("test/vscode/server.ts");
const server = await startServer({});
console.log(`
Open in a browser:
  ${server.url(workspace)}

F1, then "Sparsity: Prune Model…". Ctrl-C ends it.`);
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, async () => {
    await server.stop();
    process.exit();
  });
}
