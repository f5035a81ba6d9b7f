import { isRunFolder, newestExport } from "./runFolder.ts";

/**
 * The model that a person means by a path: the file itself, or the newest export of a run folder.
 *
 * @throws RunFolderError where a run has not exported a model yet
 */
export async function modelPathOf(given: string): Promise<string> {
  return (await isRunFolder(given)) ? newestExport(given) : given;
}
