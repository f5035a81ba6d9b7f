import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { DatasetError } from "./dataset.ts";
import { fileProblem, sha256 } from "./files.ts";

export interface ImageFile {
  readonly path: string;
  /** From the data set's folder, with slashes: `train/rose/1.jpg`. */
  readonly name: string;
  readonly bytes: number;
  /** Index into the class names. */
  readonly label: number;
}

/** A folder of images, listed but not decoded. Classes and files are sorted by name. */
export interface ImageFolder {
  readonly classNames: readonly string[];
  readonly train: readonly ImageFile[];
  /** Undefined where the folder has no `test/`: the test set is to be drawn from `train`. */
  readonly test: readonly ImageFile[] | undefined;
  /** Files that are no images by their name. */
  readonly ignored: readonly string[];
}

/**
 * Lists a folder with one folder of images a class, or with `train/` and `test/` that hold such folders.
 *
 * @throws DatasetError that names a folder that is missing, empty, or on one side only
 */
export async function listImages(path: string): Promise<ImageFolder> {
  const folders = (await listFolder(path)).filter(({ isFolder }) => isFolder).map(({ name }) => name);
  if (!folders.includes("train") || !folders.includes("test")) {
    const { classNames, files, ignored } = await listClasses(path, "");
    return { classNames, train: files, test: undefined, ignored };
  }
  const train = await listClasses(path, "train/");
  const test = await listClasses(path, "test/");
  for (const [here, there, side] of [
    [train, test, "test"],
    [test, train, "train"],
  ] as const) {
    const missing = here.classNames.find((name) => !there.classNames.includes(name));
    if (missing) throw new DatasetError(`${join(path, side)} has no folder "${missing}", but the other side has.`);
  }
  return {
    classNames: train.classNames,
    train: train.files,
    test: test.files,
    ignored: [...train.ignored, ...test.ignored],
  };
}

/** SHA-256 (hex) of the names and sizes: reading every byte of a large folder would take longer than it is worth. */
export function hashListing(files: readonly ImageFile[]): string {
  return sha256(files.map(({ name, bytes }) => `${name}\t${bytes}\n`).join(""));
}

async function listClasses(root: string, side: string) {
  const folder = join(root, side);
  const classNames = (await listFolder(folder)).filter(({ isFolder }) => isFolder).map(({ name }) => name);
  if (classNames.length === 0) {
    throw new DatasetError(`${folder} has no folders: it needs one folder of images a class, named like the class.`);
  }
  const files: ImageFile[] = [];
  const ignored: string[] = [];
  for (const [label, className] of classNames.entries()) {
    const entries = await listFolder(join(folder, className));
    const images = entries.filter(isImage);
    if (images.length === 0) {
      const holds = entries.some(({ isFolder }) => isFolder) ? "folders instead of images" : "no images";
      throw new DatasetError(
        `${join(folder, className)} holds ${holds}. A data set has one folder of images (${readable.join(", ")}) a class, or train/ and test/ with such folders.`,
      );
    }
    const nameIn = (name: string) => `${side}${className}/${name}`;
    files.push(
      ...images.map(({ name, bytes }) => ({ path: join(folder, className, name), name: nameIn(name), bytes, label })),
    );
    ignored.push(...entries.filter((entry) => !isImage(entry)).map(({ name }) => nameIn(name)));
  }
  return { classNames, files, ignored };
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly bytes: number;
}

/** Entries sorted by name; hidden ones (.DS_Store) left out, links followed. */
async function listFolder(path: string): Promise<Entry[]> {
  const names = await readdir(path).catch((error: unknown) => {
    throw fileProblem(path, error);
  });
  return Promise.all(
    names
      .filter((name) => !name.startsWith("."))
      .sort()
      .map(async (name) => {
        const entry = join(path, name);
        const status = await stat(entry).catch((error: unknown) => {
          throw fileProblem(entry, error);
        });
        return { name, isFolder: status.isDirectory(), bytes: status.size };
      }),
  );
}

const readable = ["jpg", "jpeg", "png", "webp", "gif", "tif", "tiff", "avif"];

/** BMP needs a sharp built for it. It counts as an image all the same: to name what fails beats training without it. */
const extensions: ReadonlySet<string> = new Set([...readable, "bmp"]);

function isImage({ name, isFolder }: Entry): boolean {
  return !isFolder && extensions.has(name.slice(name.lastIndexOf(".") + 1).toLowerCase());
}
