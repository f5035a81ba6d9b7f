/** A run folder that cannot be written or read, in a sentence for people. */
export class RunFolderError extends Error {
  override readonly name = "RunFolderError";
}

/** What the system refused, in words: `fails` is the rest of the sentence "… cannot be …", as in "written". */
export function refused(path: string, fails: "written" | "read" | "removed", error: unknown): RunFolderError {
  if (error instanceof RunFolderError) return error;
  return new RunFolderError(`${path} cannot be ${fails}: ${reasonFor(error)}`, { cause: error });
}

function reasonFor(error: unknown): string {
  switch (errorCode(error)) {
    case "ENOSPC":
    case "EDQUOT":
      return "there is no space left. Free some and resume the run from its last checkpoint.";
    case "EFBIG":
      return "it is too large for this disk or for what you may write. Give a run folder on another one.";
    case "EROFS":
      return "the disk is read-only. Give a run folder on another one.";
    case "EACCES":
    case "EPERM":
      return "permission was denied. Look at the folder's owner and rights.";
    case "ENOENT":
      return "it does not exist.";
    case "ENOTDIR":
    case "EEXIST":
      return "a file is in the way of a folder. Give another run folder.";
    case "EISDIR":
      return "a folder is in the way of a file. Give another run folder.";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/** The code of an error from the system, as in "ENOENT". */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
