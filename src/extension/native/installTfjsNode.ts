import { access, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { ShellExecution, Task, TaskRevealKind, TaskScope, tasks, workspace } from "vscode";

const packageName = "@tensorflow/tfjs-node@^4.22.0";

/**
 * Lets npm install tfjs-node into a folder, in a terminal where a person sees it.
 *
 * @returns npm's exit code; undefined where a person has ended it
 */
export async function installTfjsNode(folder: string): Promise<number | undefined> {
  await prepare(folder);
  const task = new Task(
    { type: "sparsity-native-engine" },
    workspace.workspaceFolders ? TaskScope.Workspace : TaskScope.Global,
    "Install the native engine",
    "Sparsity",
    new ShellExecution("npm", ["install", "--no-audit", "--no-fund", packageName], { cwd: folder }),
  );
  task.presentationOptions = { reveal: TaskRevealKind.Always, clear: true };
  // Before it starts: it may end at once.
  const ended = new Promise<number | undefined>((resolve) => {
    const listening = tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.definition.type !== task.definition.type) return;
      listening.dispose();
      resolve(exitCode);
    });
  });
  await tasks.executeTask(task);
  return ended;
}

/** Without a package.json of its own npm would install into a folder above. */
async function prepare(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const manifest = path.join(folder, "package.json");
  const isThere = await access(manifest).then(
    () => true,
    () => false,
  );
  if (!isThere) await writeFile(manifest, `${JSON.stringify({ private: true }, null, 2)}\n`);
}
