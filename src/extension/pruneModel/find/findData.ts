import path from "node:path";
import type { DataPlace } from "./dataPlace.ts";
import { allFolders, type FolderTree } from "./folderTree.ts";

/** Data in a folder and below, by the names of files and folders: outer ones first. */
export function findData(tree: FolderTree): DataPlace[] {
  const folders = allFolders(tree).filter(({ isRun }) => !isRun);
  const imageFolders = folders.filter(holdsClasses);
  const within = new Set(imageFolders.flatMap((folder) => allFolders(folder).slice(1)));
  return folders
    .filter((folder) => !within.has(folder))
    .flatMap((folder): DataPlace[] => [
      ...(holdsClasses(folder) ? [{ type: "images", path: folder.path } as const] : []),
      ...idxSets(folder),
      ...npySets(folder),
      ...tables(folder),
    ]);
}

/** Several folders of images side by side, or train/ and test/ that hold such. */
function holdsClasses(folder: FolderTree): boolean {
  const side = (name: string) => folder.folders.find((one) => one.name === name);
  const [train, test] = [side("train"), side("test")];
  return (train && test && hasClasses(train) && hasClasses(test)) || hasClasses(folder);
}

function hasClasses({ folders }: FolderTree): boolean {
  return folders.filter(({ images }) => images > 0).length > 1;
}

/** The files that belong to the one whose name is taken apart, where all of them are there. */
function complete<Key extends string>(
  { path: folder, files }: FolderTree,
  names: Readonly<Record<Key, readonly string[]>>,
): Record<Key, string> | undefined {
  const found = Object.entries<readonly string[]>(names).map(([key, candidates]) => {
    const name = candidates.find((candidate) => files.includes(candidate));
    return [key, name === undefined ? undefined : path.join(folder, name)] as const;
  });
  if (found.some(([, file]) => file === undefined)) return undefined;
  return Object.fromEntries(found) as Record<Key, string>;
}

/** Sets named like MNIST: `train-images-idx3-ubyte`, `t10k-labels-idx1-ubyte`, gzipped or not. */
function idxSets(folder: FolderTree): DataPlace[] {
  return folder.files.flatMap((name) => {
    if (!/train.*images.*idx\d/i.test(name) || isUnpackedTwice(folder, name)) return [];
    const labelsOf = (images: string) => images.replace(/images/i, "labels").replace(/idx\d/i, "idx1");
    const tests = ["t10k", "test"].map((side) => name.replace(/train/i, side));
    const set = complete(folder, {
      trainImages: [name],
      trainLabels: packedOrNot(labelsOf(name)),
      testImages: tests.flatMap(packedOrNot),
      testLabels: tests.map(labelsOf).flatMap(packedOrNot),
    });
    return set ? [{ type: "idx", ...set } as const] : [];
  });
}

/** Of a file and its gzip side by side, one is enough. */
function isUnpackedTwice({ files }: FolderTree, name: string): boolean {
  return name.endsWith(".gz") && files.includes(name.slice(0, -".gz".length));
}

function packedOrNot(name: string): string[] {
  return [name, name.endsWith(".gz") ? name.slice(0, -".gz".length) : `${name}.gz`];
}

const targetWords: readonly (readonly [inputs: string, targets: readonly string[]])[] = [
  ["inputs", ["targets"]],
  ["images", ["labels", "targets"]],
  ["features", ["labels", "targets"]],
  ["data", ["labels", "targets"]],
  ["x", ["y"]],
];

/** Arrays whose names tell what they are: `x_train.npy`, `y_train.npy`, … or `trainInputs.npy`, `trainTargets.npy`, … */
function npySets(folder: FolderTree): DataPlace[] {
  return folder.files.flatMap((name) => {
    if (!/\.npy$/i.test(name) || !/train/i.test(name)) return [];
    for (const [inputs, targets] of targetWords) {
      // A single letter must stand alone: there is an x in many a word.
      const word = inputs.length > 1 ? new RegExp(inputs, "i") : new RegExp(`(?<![a-z])${inputs}(?![a-z])`, "i");
      if (!word.test(name)) continue;
      const test = name.replace(/train/i, (found) => alike(found, "test"));
      const targetsOf = (file: string) => targets.map((one) => file.replace(word, (found) => alike(found, one)));
      const set = complete(folder, {
        trainInputs: [name],
        trainTargets: targetsOf(name),
        testInputs: [test],
        testTargets: targetsOf(test),
      });
      if (set) return [{ type: "npy", ...set } as const];
    }
    return [];
  });
}

/** A word with its first letter large where it is so in the one that it stands in for. */
function alike(found: string, word: string): string {
  return /^[A-Z]/.test(found) ? word[0]?.toUpperCase() + word.slice(1) : word;
}

/** Each .csv is a table of its own, but `…test….csv` where there is its `…train….csv`. */
function tables(folder: FolderTree): DataPlace[] {
  const names = folder.files.filter((name) => /\.csv$/i.test(name));
  const testOf = (name: string) => {
    const test = name.replace(/train/i, (found) => alike(found, "test"));
    return test !== name && names.includes(test) ? test : undefined;
  };
  const tests = new Set(names.map(testOf));
  return names
    .filter((name) => !tests.has(name))
    .map((name) => {
      const test = testOf(name);
      const train = path.join(folder.path, name);
      return { type: "csv", train, ...(test === undefined ? {} : { test: path.join(folder.path, test) }) };
    });
}
