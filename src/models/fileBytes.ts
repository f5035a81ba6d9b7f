import { type FileHandle, open } from "node:fs/promises";
import { ModelFileError } from "./modelFile.ts";

/** A file read by byte range. */
export class FileBytes {
  readonly path: string;
  readonly size: number;
  readonly #handle: FileHandle;

  private constructor(path: string, size: number, handle: FileHandle) {
    this.path = path;
    this.size = size;
    this.#handle = handle;
  }

  /** @throws ModelFileError where there is no such file, or it cannot be read */
  static async open(path: string): Promise<FileBytes> {
    const handle = await open(path, "r").catch((error) => {
      throw unreadable(path, error);
    });
    const stats = await handle.stat();
    if (stats.isFile()) return new FileBytes(path, stats.size, handle);
    await handle.close();
    throw new ModelFileError(`${path} is not a file.`);
  }

  /**
   * `length` bytes from `offset`, in a buffer of their own.
   *
   * @throws ModelFileError where the file ends before
   */
  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(length);
    await this.readInto(bytes, offset);
    return bytes;
  }

  /** Fills `target` with the bytes from `offset`. */
  async readInto(target: Uint8Array, offset: number): Promise<void> {
    let filled = 0;
    while (filled < target.length) {
      const rest = target.subarray(filled);
      const { bytesRead } = await this.#handle.read(rest, 0, rest.length, offset + filled).catch((error) => {
        throw unreadable(this.path, error);
      });
      if (bytesRead === 0) {
        throw new ModelFileError(
          `${this.path} ends after ${offset + filled} bytes; ${offset + target.length} were expected.`,
        );
      }
      filled += bytesRead;
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** The sentence for a file that the system will not let us read. */
export function unreadable(path: string, error: unknown): ModelFileError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return new ModelFileError(`There is no file ${path}.`);
  if (code === "EACCES") return new ModelFileError(`${path} may not be read: permission denied.`);
  if (code === "EISDIR") return new ModelFileError(`${path} is a folder, not a file.`);
  return new ModelFileError(`${path} could not be read: ${error instanceof Error ? error.message : String(error)}`);
}
