import { type DataFacts, DataProblem } from "./dataFacts.ts";
import type { FolderTree } from "./folderTree.ts";

/**
 * A folder of images, as the trainer will see it: one folder a class, or train/ and test/ with such folders.
 *
 * @throws DataProblem that names a folder that is missing or empty
 */
export function imageFacts(tree: FolderTree): DataFacts {
  const side = (name: string) => tree.folders.find((folder) => folder.name === name);
  const [train, test] = [side("train"), side("test")];
  const split = train && test ? { train, test } : undefined;
  if (split) checkSameClasses(split.train, split.test);
  const classes = classesIn(split?.train ?? tree);
  const images = (folders: readonly FolderTree[]) => folders.reduce((sum, folder) => sum + folder.images, 0);
  return {
    place: { type: "images", path: tree.path },
    inputShapes: undefined,
    targets: [{ kind: "classes", count: classes.length, exact: true }],
    train: images(classes),
    test: split && images(classesIn(split.test)),
    areBytes: true,
    columns: [],
  };
}

function classesIn({ path, folders }: FolderTree): readonly FolderTree[] {
  if (folders.length === 0) throw new DataProblem(`${path} has no folders: it needs one folder of images a class.`);
  const empty = folders.find(({ images }) => images === 0);
  if (empty) throw new DataProblem(`${empty.path} holds no images, but each folder there counts as a class.`);
  return folders;
}

function checkSameClasses(train: FolderTree, test: FolderTree): void {
  for (const [here, there] of [
    [train, test],
    [test, train],
  ] as const) {
    const missing = here.folders.find(({ name }) => there.folders.every((other) => other.name !== name));
    if (missing) throw new DataProblem(`${there.path} has no folder ${missing.name}, but ${here.name} has.`);
  }
}
