import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";

/** A folder and all below it that may hold models or data. */
export interface FolderTree {
  readonly path: string;
  readonly name: string;
  readonly folders: readonly FolderTree[];
  /** Names of files that are no images. */
  readonly files: readonly string[];
  /** How many images lie in the folder itself. */
  readonly images: number;
  /** Whether it is a run folder; what is in it is not listed. */
  readonly isRun: boolean;
}

/** Beyond this, a person finds the folder faster than we do. */
const maximumFolders = 5000;
const maximumDepth = 8;

const foreign = /^(\..*|node_modules|__pycache__|site-packages|venv)$/;

/** As the trainer reads them. */
const image = /\.(jpe?g|png|webp|gif|tiff?|avif|bmp)$/i;

/**
 * Looks through a folder. Links are followed, hidden and installed things left out, and folders that may not be read
 * count as empty.
 */
export async function readFolderTree(root: string): Promise<FolderTree> {
  const seen = new Set<string>();
  const read = async (folder: string, depth: number): Promise<FolderTree> => {
    seen.add(folder);
    const entries = await entriesOf(folder);
    const names = entries.filter(({ isFolder }) => !isFolder).map(({ name }) => name);
    const isRun = names.includes("events.ndjson") && names.includes("recipe.json");
    const folders: FolderTree[] = [];
    for (const { name, isFolder, isLink } of isRun || depth === maximumDepth ? [] : entries) {
      if (!isFolder || foreign.test(name) || seen.size >= maximumFolders) continue;
      const inside = path.join(folder, name);
      // A link may lead back to where it came from.
      const real = isLink ? await realpath(inside) : inside;
      if (!seen.has(real)) folders.push(await read(inside, depth + 1));
      seen.add(real);
    }
    const files = names.filter((name) => !image.test(name));
    return { path: folder, name: path.basename(folder), folders, files, images: names.length - files.length, isRun };
  };
  return read(root, 0);
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly isLink: boolean;
}

/** Sorted by name, hidden ones left out. */
async function entriesOf(folder: string): Promise<Entry[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const named = entries.filter(({ name }) => !name.startsWith(".")).sort((a, b) => (a.name < b.name ? -1 : 1));
  return Promise.all(
    named.map(async (entry) => {
      const isLink = entry.isSymbolicLink();
      const isFolder = isLink ? await isFolderBehind(path.join(folder, entry.name)) : entry.isDirectory();
      return { name: entry.name, isFolder, isLink };
    }),
  );
}

async function isFolderBehind(link: string): Promise<boolean> {
  return (await stat(link).catch(() => undefined))?.isDirectory() ?? false;
}

/** The folder and all below it, outer ones first. */
export function allFolders(tree: FolderTree): FolderTree[] {
  const found = [tree];
  for (const folder of found) found.push(...folder.folders);
  return found;
}
