import { z } from "zod";
import { sizeOf } from "../../pruning/tensor.ts";
import { bytesPerElement } from "../dtypes.ts";
import { ModelFileError, type StoredDType } from "../modelFile.ts";

/**
 * The header of a safetensors file: 8 bytes of length (little-endian), then JSON, then the tensors' bytes.
 * Format: https://huggingface.co/docs/safetensors
 */

const codes = {
  float32: "F32",
  float64: "F64",
  float16: "F16",
  bfloat16: "BF16",
  int64: "I64",
  int32: "I32",
  int16: "I16",
  int8: "I8",
  uint64: "U64",
  uint32: "U32",
  uint16: "U16",
  uint8: "U8",
  bool: "BOOL",
} as const satisfies Partial<Record<StoredDType, string>>;

export type SafetensorsDType = keyof typeof codes;

export interface TensorEntry {
  readonly name: string;
  readonly dtype: SafetensorsDType;
  readonly shape: readonly number[];
  /** From the start of the data, which follows the header. */
  readonly offset: number;
  readonly bytes: number;
}

export interface Header {
  /** In the order in which the header names them. */
  readonly entries: readonly TensorEntry[];
  readonly metadata: ReadonlyMap<string, string>;
}

const metadataKey = "__metadata__";

/** Bytes before the JSON. */
export const lengthPrefix = 8;

/** The limit of the reference implementation: a larger header is a damaged length. */
const maximumHeaderBytes = 100_000_000;

const natural = z.int().min(0);
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(natural),
  data_offsets: z.tuple([natural, natural]),
});
/** Pairs, because zod leaves the key `__proto__` out of a record. */
const metadataSchema = z.array(z.tuple([z.string(), z.string()]));

/**
 * Bytes of the JSON that follows the prefix.
 *
 * @throws ModelFileError where the length cannot be one of this file
 */
export function headerLength(prefix: Uint8Array, fileBytes: number, path: string): number {
  const length = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true);
  if (length > maximumHeaderBytes || Number(length) > fileBytes - lengthPrefix) {
    throw new ModelFileError(
      `${path} is damaged: it announces a safetensors header of ${length} bytes and has ${fileBytes} bytes in all.`,
    );
  }
  return Number(length);
}

/**
 * Reads and checks the JSON: each tensor's bytes are what its shape and dtype ask for, and together they are the
 * data, without gaps and overlaps.
 *
 * @param dataBytes of the file after the header
 * @throws ModelFileError that names the tensor
 */
export function parseHeader(json: Uint8Array, dataBytes: number, path: string): Header {
  const damaged = (what: string) => new ModelFileError(`${path} is damaged: ${what}.`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json));
  } catch {
    throw damaged("its safetensors header is not JSON");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw damaged("its safetensors header is not a JSON object");
  }
  let metadata: ReadonlyMap<string, string> = new Map();
  const entries: TensorEntry[] = [];
  for (const [name, value] of Object.entries(parsed)) {
    if (name === metadataKey) {
      const result = metadataSchema.safeParse(entriesOf(value));
      if (!result.success) throw damaged("its metadata are not strings");
      metadata = new Map(result.data);
      continue;
    }
    entries.push(parseEntry(name, value, damaged));
  }
  checkLayout(entries, dataBytes, damaged);
  return { entries, metadata };
}

function entriesOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined;
}

function parseEntry(name: string, value: unknown, damaged: (what: string) => ModelFileError): TensorEntry {
  const result = entrySchema.safeParse(value);
  if (!result.success) throw damaged(`the header's entry for tensor ${name} is not dtype, shape and data_offsets`);
  const { shape, data_offsets } = result.data;
  const [offset, end] = data_offsets;
  const dtype = dtypeOfCode(result.data.dtype);
  if (dtype === undefined) throw damaged(`tensor ${name} has the dtype ${result.data.dtype}, which is not supported`);
  const bytes = sizeOf(shape) * bytesPerElement[dtype];
  if (end - offset !== bytes) {
    throw damaged(`tensor ${name} (${dtype} [${shape.join(", ")}]) needs ${bytes} bytes and has ${end - offset}`);
  }
  return { name, dtype, shape, offset, bytes };
}

function checkLayout(
  entries: readonly TensorEntry[],
  dataBytes: number,
  damaged: (what: string) => ModelFileError,
): void {
  let end = 0;
  for (const entry of [...entries].sort((a, b) => a.offset - b.offset || a.bytes - b.bytes)) {
    if (entry.offset < end) throw damaged(`tensor ${entry.name} overlaps another one`);
    if (entry.offset > end) throw damaged(`no tensor owns the ${entry.offset - end} bytes before ${entry.name}`);
    end += entry.bytes;
  }
  if (end !== dataBytes) throw damaged(`its tensors take ${end} bytes and ${dataBytes} follow the header`);
}

function dtypeOfCode(code: string): SafetensorsDType | undefined {
  for (const dtype of Object.keys(codes) as SafetensorsDType[]) if (codes[dtype] === code) return dtype;
  return undefined;
}

/** A tensor that is to get its place in a file. */
export interface UnplacedTensor {
  readonly name: string;
  readonly dtype: SafetensorsDType;
  readonly shape: readonly number[];
}

/**
 * Places tensors of wide dtypes first, so that each is aligned to its element, and encodes the header, padded so
 * that the data begin at a multiple of 8. The header names the tensors in the order given.
 */
export function layOut<Tensor extends UnplacedTensor>(
  tensors: readonly Tensor[],
  metadata: ReadonlyMap<string, string>,
): { readonly header: Uint8Array; readonly placed: readonly Tensor[] } {
  const placed = [...tensors].sort((a, b) => bytesPerElement[b.dtype] - bytesPerElement[a.dtype]);
  const offsets = new Map<string, readonly [number, number]>();
  let end = 0;
  for (const { name, dtype, shape } of placed) {
    if (name === metadataKey) throw new Error(`A tensor in a safetensors file cannot be named ${metadataKey}.`);
    if (offsets.has(name)) throw new Error(`Two tensors have the name ${name}.`);
    const start = end;
    end += sizeOf(shape) * bytesPerElement[dtype];
    offsets.set(name, [start, end]);
  }
  const json = JSON.stringify({
    ...(metadata.size > 0 ? { [metadataKey]: Object.fromEntries(metadata) } : {}),
    ...Object.fromEntries(
      tensors.map(({ name, dtype, shape }) => [name, { dtype: codes[dtype], shape, data_offsets: offsets.get(name) }]),
    ),
  });
  return { header: encodeHeader(json), placed };
}

function encodeHeader(json: string): Uint8Array {
  const text = new TextEncoder().encode(json);
  const header = new Uint8Array(lengthPrefix + Math.ceil(text.length / 8) * 8).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(header.length - lengthPrefix), true);
  header.set(text, lengthPrefix);
  return header;
}
