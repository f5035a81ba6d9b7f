import { resolve } from "node:path";
import type { File, Group, Metadata } from "h5wasm/node";
import { sizeOf } from "../../pruning/tensor.ts";
import { decodeValues, type ReadableDType } from "../decode.ts";
import { ModelFileError } from "../modelFile.ts";
import { type Hdf5Library, loadHdf5 } from "./hdf5Library.ts";
import { hyperslabOf } from "./hyperslab.ts";

export interface Hdf5Dataset {
  readonly shape: readonly number[];
  readonly dtype: ReadableDType;
  readonly bytes: number;
  read(start: number, end: number): Float32Array;
}

/**
 * An HDF5 file, read from the disk as it is asked for. Whatever goes wrong inside of the HDF5 library becomes a
 * `ModelFileError`.
 */
export class Hdf5File {
  readonly path: string;
  readonly #library: Hdf5Library;
  readonly #file: File;

  private constructor(path: string, library: Hdf5Library, file: File) {
    this.path = path;
    this.#library = library;
    this.#file = file;
  }

  /** @param shownAs the file that messages speak of, where this one was unpacked from it */
  static async open(path: string, shownAs = path): Promise<Hdf5File> {
    const library = await loadHdf5();
    return guarded(shownAs, "it cannot be opened", () => {
      const file = new library.File(resolve(path), "r");
      // Opening reports a failure only by an identifier that is none.
      file.keys();
      return new Hdf5File(shownAs, library, file);
    });
  }

  /** Names of what is in a group; undefined where there is no such group. */
  keys(group: string): string[] | undefined {
    return guarded(this.path, `its group ${group} cannot be read`, () => this.#group(group)?.keys());
  }

  /** An attribute that holds a text. */
  text(group: string, attribute: string): string | undefined {
    const value = this.#attribute(group, attribute);
    return typeof value === "string" ? value : undefined;
  }

  /** An attribute that holds a list of texts, which Keras cuts into `name0`, `name1`, … where it is long. */
  texts(group: string, attribute: string): string[] | undefined {
    const whole = this.#attribute(group, attribute);
    if (whole !== undefined) return textsIn(whole);
    const pieces: string[] = [];
    for (let i = 0; ; i++) {
      const piece = this.#attribute(group, `${attribute}${i}`);
      if (piece === undefined) return i === 0 ? undefined : pieces;
      pieces.push(...textsIn(piece));
    }
  }

  /** @throws ModelFileError where there is none, or its values are not plain numbers */
  dataset(name: string): Hdf5Dataset {
    const metadata = guarded(this.path, `its dataset ${name} cannot be read`, () => {
      const found = this.#file.get(name);
      if (!(found instanceof this.#library.Dataset)) throw new Error("no dataset");
      return found.metadata;
    });
    const dtype = dtypeOf(metadata, this.#library);
    if (dtype === undefined || !metadata.shape) {
      throw new ModelFileError(`The dataset ${name} in ${this.path} does not hold plain little-endian numbers.`);
    }
    const { shape, size } = metadata;
    return {
      shape,
      dtype,
      bytes: sizeOf(shape) * size,
      read: (start, end) =>
        guarded(this.path, `the values of ${name} cannot be read`, () =>
          this.#read(name, { shape, size, dtype }, start, end),
        ),
    };
  }

  close(): void {
    this.#file.close();
  }

  #group(name: string): Group | undefined {
    const found = this.#file.get(name);
    return found instanceof this.#library.Group ? found : undefined;
  }

  #attribute(group: string, name: string): unknown {
    return guarded(
      this.path,
      `the attribute ${name} of ${group} cannot be read`,
      () => this.#group(group)?.attrs[name]?.value ?? undefined,
    );
  }

  #read(
    name: string,
    { shape, size, dtype }: { readonly shape: readonly number[]; readonly size: number; readonly dtype: ReadableDType },
    start: number,
    end: number,
  ): Float32Array {
    if (start === end) return new Float32Array(0);
    const { offset, count, skip } = hyperslabOf(shape, start, end);
    const { Module } = this.#library;
    const bytes = sizeOf(count) * size;
    const pointer = Module._malloc(bytes);
    if (pointer === 0) throw new Error("out of memory");
    try {
      const status = Module.get_dataset_data(
        this.#file.file_id,
        name,
        count.map(BigInt),
        offset.map(BigInt),
        count.map(() => 1n),
        BigInt(pointer),
      );
      if (status < 0) throw new Error("reading failed");
      const from = pointer + skip * size;
      const values = new Uint8Array((end - start) * size);
      values.set(Module.HEAPU8.subarray(from, from + values.length));
      return decodeValues(values, dtype);
    } finally {
      Module._free(pointer);
    }
  }
}

function guarded<Result>(path: string, what: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (error instanceof ModelFileError) throw error;
    throw new ModelFileError(`${path} is damaged: ${what}. Download or save it again.`);
  }
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function dtypeOf(metadata: Metadata, { Module }: Hdf5Library): ReadableDType | undefined {
  const { type, size, signed, littleEndian } = metadata;
  const classes = Module.H5T_class_t;
  if (!littleEndian && size > 1) return undefined;
  // h5py writes booleans as an enumeration of FALSE and TRUE.
  if (type === classes.H5T_ENUM.value && size === 1) return "bool";
  if (type === classes.H5T_FLOAT.value) return floats[size];
  if (type === classes.H5T_INTEGER.value) return (signed ? signedIntegers : unsignedIntegers)[size];
  return undefined;
}

const floats: Readonly<Record<number, ReadableDType>> = { 2: "float16", 4: "float32", 8: "float64" };
const signedIntegers: Readonly<Record<number, ReadableDType>> = { 1: "int8", 2: "int16", 4: "int32", 8: "int64" };
const unsignedIntegers: Readonly<Record<number, ReadableDType>> = { 1: "uint8", 2: "uint16", 4: "uint32", 8: "uint64" };
