import { FileBytes } from "../models/fileBytes.ts";
import { ModelFileError } from "../models/modelFile.ts";
import type { TensorEntry } from "../models/safetensors/header.ts";
import { readHeader } from "../models/safetensors/read.ts";
import { sizeOf } from "../pruning/tensor.ts";
import type { ElementRange } from "./tensorFile.ts";

/** A mask history, read by range. */
export interface MaskReader {
  /** Prune events that it knows; later ones have not happened. */
  readonly events: number;
  /** Weights of a tensor's mask; undefined where it knows no such tensor. */
  sizeOf(tensor: string): number | undefined;
  /** 0 = alive, k = removed at prune event k. */
  read(tensor: string, range: ElementRange): Promise<Uint16Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/** Masks before the first event: all weights are alive. */
export function untouchedMasks(sizes: ReadonlyMap<string, number>): MaskReader {
  return {
    events: 0,
    sizeOf: (tensor) => sizes.get(tensor),
    read: async (_tensor, { start, end }) => new Uint16Array(end - start),
    close: async () => {},
  };
}

/** `masks.safetensors` of a run. */
export class MaskFile implements MaskReader {
  readonly events: number;
  readonly #file: FileBytes;
  readonly #dataStart: number;
  readonly #entries: ReadonlyMap<string, TensorEntry>;

  private constructor(file: FileBytes, dataStart: number, entries: readonly TensorEntry[], events: number) {
    this.events = events;
    this.#file = file;
    this.#dataStart = dataStart;
    this.#entries = new Map(entries.map((entry) => [entry.name, entry]));
  }

  /**
   * @param happened events that count; what later ones removed is alive
   * @throws ModelFileError where the file is missing, damaged, or no mask history
   */
  static async open(path: string, happened = Number.POSITIVE_INFINITY): Promise<MaskFile> {
    const file = await FileBytes.open(path);
    try {
      const { header, dataStart } = await readHeader(file);
      const recorded = recordedEvents(header.metadata);
      if (recorded === undefined || !header.entries.every(isMask)) {
        throw new ModelFileError(`${path} is no mask history: it holds other tensors, or does not count prune events.`);
      }
      return new MaskFile(file, dataStart, header.entries, Math.min(recorded, happened));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  sizeOf(tensor: string): number | undefined {
    const entry = this.#entries.get(tensor);
    return entry && sizeOf(entry.shape);
  }

  async read(tensor: string, { start, end }: ElementRange): Promise<Uint16Array<ArrayBuffer>> {
    const entry = this.#entries.get(tensor);
    if (!entry) throw new ModelFileError(`There is no mask of ${tensor} in ${this.#file.path}.`);
    const width = entry.dtype === "uint8" ? 1 : 2;
    const offset = this.#dataStart + entry.offset + start * width;
    const bytes = await this.#file.read(offset, (end - start) * width);
    const prunedAt = width === 1 ? Uint16Array.from(bytes) : new Uint16Array(bytes.buffer);
    for (let i = 0; i < prunedAt.length; i++) if (prunedAt[i]! > this.events) prunedAt[i] = 0;
    return prunedAt;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function isMask({ dtype }: TensorEntry): boolean {
  return dtype === "uint8" || dtype === "uint16";
}

function recordedEvents(metadata: ReadonlyMap<string, string>): number | undefined {
  const events = Number(metadata.get("events"));
  return Number.isSafeInteger(events) && events >= 0 ? events : undefined;
}
