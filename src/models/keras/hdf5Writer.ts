import { resolve } from "node:path";
import type { File, Group } from "h5wasm/node";
import { type Hdf5Library, loadHdf5 } from "./hdf5Library.ts";

/** Strings in one attribute; each takes 16 bytes of a header, which cannot be longer than 64 KiB. */
const mostTexts = 4000;

/** A new HDF5 file. What is in the way of its path is overwritten. */
export class Hdf5Writer {
  readonly #library: Hdf5Library;
  readonly #file: File;

  private constructor(library: Hdf5Library, file: File) {
    this.#library = library;
    this.#file = file;
  }

  static async create(path: string): Promise<Hdf5Writer> {
    const library = await loadHdf5();
    return new Hdf5Writer(library, new library.File(resolve(path), "w"));
  }

  text(group: string, attribute: string, value: string): void {
    this.#group(group).create_attribute(attribute, value, null, "S");
  }

  /** A list of texts, cut into `name0`, `name1`, … where it is long, as Keras does it. */
  texts(group: string, attribute: string, values: readonly string[]): void {
    const target = this.#group(group);
    if (values.length <= mostTexts) {
      target.create_attribute(attribute, [...values], [values.length], "S");
      return;
    }
    for (let start = 0; start < values.length; start += mostTexts) {
      const piece = values.slice(start, start + mostTexts);
      target.create_attribute(`${attribute}${start / mostTexts}`, piece, [piece.length], "S");
    }
  }

  /** @param path of groups, which are made where they are not there, and the dataset's name */
  floats(path: string, shape: readonly number[], values: Float32Array): void {
    const end = path.lastIndexOf("/");
    this.#group(path.slice(0, end)).create_dataset({
      name: path.slice(end + 1),
      data: values,
      shape: [...shape],
      dtype: "<f4",
    });
  }

  close(): void {
    this.#file.close();
  }

  #group(path: string): Group {
    let group: Group = this.#file;
    for (const name of path.split("/").filter((part) => part !== "")) {
      const there = group.keys().includes(name) ? group.get(name) : group.create_group(name);
      if (!(there instanceof this.#library.Group))
        throw new Error(`The group ${path} cannot be made: ${name} is data.`);
      group = there;
    }
    return group;
  }
}
