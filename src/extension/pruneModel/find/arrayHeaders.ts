import { DataProblem } from "./dataFacts.ts";

/** What the header of an array file says. */
export interface ArrayHeader {
  /** The first dimension counts the examples. */
  readonly shape: readonly number[];
  readonly element: "byte" | "integer" | "float";
  /** Bytes before the first element. */
  readonly start: number;
}

/**
 * Of an IDX file, unpacked: two zero bytes, the element type, the number of dimensions, one big-endian uint32 a
 * dimension (http://yann.lecun.com/exdb/mnist/).
 *
 * @throws DataProblem
 */
export function idxHeader(bytes: Buffer, file: string): ArrayHeader {
  const element = bytes.length >= 4 && bytes.readUInt16BE(0) === 0 ? idxElements[bytes[2] ?? 0] : undefined;
  const dimensions = bytes[3] ?? 0;
  const start = 4 + 4 * dimensions;
  if (!element || dimensions === 0 || bytes.length < start) throw new DataProblem(`${file} is no IDX file.`);
  return {
    shape: Array.from({ length: dimensions }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis)),
    element,
    start,
  };
}

const idxElements: Readonly<Record<number, ArrayHeader["element"]>> = {
  8: "byte",
  9: "integer",
  11: "integer",
  12: "integer",
  13: "float",
  14: "float",
};

/**
 * Of a .npy file: a magic string, the version, the length of the header, and a Python literal (NumPy's NEP 1).
 *
 * @throws DataProblem
 */
export function npyHeader(bytes: Buffer, file: string): ArrayHeader {
  const wrong = () => new DataProblem(`${file} is no .npy file.`);
  if (bytes.length < 12 || bytes.subarray(0, 6).toString("latin1") !== "\x93NUMPY") throw wrong();
  const isLong = (bytes[6] ?? 0) > 1;
  const from = isLong ? 12 : 10;
  const start = from + (isLong ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8));
  const text = bytes.subarray(from, start).toString("latin1");
  const type = /'descr':\s*'[<>|=]?([a-zA-Z])(\d+)'/.exec(text);
  const shape = /'shape':\s*\(([\d,\sL]*)\)/.exec(text)?.[1];
  if (!type || shape === undefined) throw wrong();
  const [, kind, width] = type;
  const isByte = kind === "u" && width === "1";
  return {
    shape: (shape.match(/\d+/g) ?? []).map(Number),
    element: isByte ? "byte" : kind === "f" ? "float" : "integer",
    start,
  };
}
