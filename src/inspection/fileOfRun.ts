import { access } from "node:fs/promises";
import { checkpointFiles } from "../runs/checkpoints.ts";
import { newestExport, runPaths } from "../runs/runFolder.ts";
import { RunFolderError } from "../runs/runFolderError.ts";
import { isLocked } from "../runs/runLock.ts";

/**
 * The file that stands for a run where a file is asked for: its newest export, else its newest checkpoint. For a run that
 * goes on it is the masks, which stay where checkpoints come and go.
 *
 * @throws RunFolderError where it has none of them yet
 */
export async function fileOfRun(folder: string): Promise<string> {
  const { masks, lock } = runPaths(folder);
  if ((await isLocked(lock)) && (await exists(masks))) return masks;
  try {
    return await newestExport(folder);
  } catch (error) {
    const [newest] = await checkpointFiles(folder);
    if (newest) return newest.path;
    if (error instanceof RunFolderError) throw new RunFolderError(`The run ${folder} has saved no weights yet.`);
    throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
