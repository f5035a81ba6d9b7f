// Folds of a folder of images a class.
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

const seed = 1;

/** The folder itself, or the train/ and test/ in it, which are taken together. */
function sidesOf(images) {
  const sides = ["train", "test"].map((side) => path.join(images, side));
  return sides.every(existsSync) ? sides : [images];
}

function foldersIn(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith("."));
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

function shuffle(values, generator) {
  for (let last = values.length - 1; last > 0; last--) {
    const chosen = uniformInt(generator, 0, last);
    [values[last], values[chosen]] = [values[chosen], values[last]];
  }
  return values;
}

/**
 * Deals the images of each class out to the folds, in an order drawn by the seed, so that every fold has its share.
 *
 * @returns for each image its class, its path and its fold, from 0
 */
export function foldsOf(images, count) {
  const generator = xoroshiro128plus(seed);
  const sides = sidesOf(images);
  const classes = [...new Set(sides.flatMap(foldersIn))].sort();
  let dealt = 0;
  return classes.flatMap((className) => {
    const folders = sides.map((side) => path.join(side, className)).filter(existsSync);
    const files = folders.flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => !name.startsWith("."))
        .map((name) => ({ name, file: path.resolve(folder, name) })),
    );
    const names = new Set(files.map(({ name }) => name));
    if (names.size < files.length)
      throw new Error(`train/ and test/ of ${images} both have images of one name in ${className}.`);
    files.sort((a, b) => (a.name < b.name ? -1 : 1));
    return shuffle(files, generator).map(({ name, file }) => ({ className, name, file, fold: dealt++ % count }));
  });
}

/** Links one fold's images into test/ and those of the others into train/. */
export function linkFold(dealt, fold, folder) {
  for (const image of dealt) {
    const place = path.join(folder, image.fold === fold ? "test" : "train", image.className);
    mkdirSync(place, { recursive: true });
    const link = path.join(place, image.name);
    if (!existsSync(link)) symlinkSync(image.file, link);
  }
}
