import { extensions, type Uri } from "vscode";

/** What is used of the API that VS Code's own Git extension offers (extensions/git/src/api/git.d.ts). */
interface GitApi {
  getRepository(uri: Uri): GitRepository | null;
}
interface GitRepository {
  getCommit(ref: string): Promise<{ readonly hash: string }>;
  /** Bytes of a file, by its absolute path, as of a revision. */
  buffer(ref: string, file: string): Promise<Buffer>;
}

/** A commit of a repository, from which files are read. */
export interface Revision {
  readonly hash: string;
  /** Rejects with a sentence where git has no such file. */
  bytesOf(file: string): Promise<Buffer>;
}

/**
 * The newest commit of the repository that a file is in.
 *
 * @throws Error in a sentence where there is none, or VS Code has no git
 */
export async function headOf(file: Uri): Promise<Revision> {
  const repository = (await gitApi()).getRepository(file);
  if (!repository) throw new Error(`${file.fsPath} is in no git repository that is open in this window.`);
  const { hash } = await repository.getCommit("HEAD").catch(() => {
    throw new Error(`The git repository of ${file.fsPath} has no commit yet: there is nothing to compare it with.`);
  });
  return { hash, bytesOf: (at) => bytesAt(repository, hash, at) };
}

async function gitApi(): Promise<GitApi> {
  const git = extensions.getExtension<{ getAPI(version: 1): GitApi }>("vscode.git");
  if (!git) throw new Error("VS Code's Git extension is turned off, and it is what reads earlier versions of a file.");
  try {
    return (await git.activate()).getAPI(1);
  } catch {
    throw new Error("VS Code's Git extension is turned off by the setting git.enabled, or has found no git.");
  }
}

async function bytesAt(repository: GitRepository, hash: string, file: string): Promise<Buffer> {
  const bytes = await repository.buffer(hash, file).catch(() => {
    throw new Error(`${file} is not in git at ${hash.slice(0, 7)}: there is nothing to compare it with.`);
  });
  if (!bytes.subarray(0, 100).toString("latin1").startsWith("version https://git-lfs")) return bytes;
  throw new Error(
    `${file} is kept in Git LFS, and the repository holds a pointer in its place. Check the revision out in another folder and compare the two files.`,
  );
}
