import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { DatasetError } from "./dataset.ts";

/** Reads a whole file. @throws DatasetError that names it: missing, unreadable or empty */
export async function readBytes(path: string): Promise<Buffer> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw fileProblem(path, error);
  });
  if (bytes.length === 0) throw new DatasetError(`${path} is empty.`);
  return bytes;
}

/** What the file system said, as a sentence that names the path. */
export function fileProblem(path: string, error: unknown): DatasetError {
  switch (codeOf(error)) {
    case "ENOENT":
      return new DatasetError(`${path} does not exist. Paths in a recipe are relative to the recipe's folder.`);
    case "EISDIR":
      return new DatasetError(`${path} is a folder, but a file is needed.`);
    case "ENOTDIR":
      return new DatasetError(`${path} is a file, but a folder is needed.`);
    case "EACCES":
    case "EPERM":
      return new DatasetError(`${path} may not be read: permission denied.`);
    default:
      return new DatasetError(`${path} cannot be read: ${messageOf(error)}`);
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** SHA-256 in hex. */
export function sha256(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
