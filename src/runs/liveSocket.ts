import { randomUUID } from "node:crypto";
import { mkdtemp, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { RunFolderError, refused } from "./runFolderError.ts";

/** Where a trainer can be reached while it trains: a socket in a folder that its user alone may enter, or a named pipe. */

/** What every system takes; macOS has the least, 104 bytes. */
const maximumLength = 99;

const socketPattern = /^\/(.+\/)?sparsity-[A-Za-z0-9]{6}\/live\.sock$/;
const pipePattern = /^\\\\\.\\pipe\\sparsity-[0-9a-f-]{36}$/;

/**
 * A path that nobody listens on yet. Its folder exists, and belongs to whoever asks.
 *
 * @throws RunFolderError where no folder for temporary files can be written
 */
export async function newLiveSocket(): Promise<string> {
  if (process.platform === "win32") return `\\\\.\\pipe\\sparsity-${randomUUID()}`;
  const parent = [tmpdir(), "/tmp"].find((folder) => socketIn(`${folder}/sparsity-123456`).length <= maximumLength);
  if (parent === undefined) throw new RunFolderError(`${tmpdir()} is too long a path for a socket. Set TMPDIR.`);
  try {
    // 0700, which mkdtemp sees to.
    return socketIn(await mkdtemp(path.join(parent, "sparsity-")));
  } catch (error) {
    throw refused(parent, "written", error);
  }
}

/** Whether a path may be one of ours, on any system. Locks are read from folders of others, which may name anything. */
export function isLiveSocket(socket: string): boolean {
  return socketPattern.test(socket) || pipePattern.test(socket);
}

/** Removes the socket and its folder, as far as they are there. A pipe goes with its process. */
export async function removeLiveSocket(socket: string): Promise<void> {
  if (process.platform === "win32" || !isLiveSocket(socket)) return;
  await rm(socket, { force: true }).catch(() => {});
  await rmdir(path.dirname(socket)).catch(() => {});
}

function socketIn(folder: string): string {
  return path.join(folder, "live.sock");
}
