import { stat } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { FileBytes, unreadable } from "../fileBytes.ts";
import { ModelFileError } from "../modelFile.ts";

interface Shard {
  readonly path: string;
  readonly size: number;
}

/**
 * One group of a manifest: its shards, read as the one run of bytes that they are pieces of. A large model has
 * hundreds, so they are open only while they are read.
 */
export class Shards {
  readonly #shards: readonly Shard[];
  readonly #modelJson: string;
  readonly size: number;

  private constructor(modelJson: string, shards: readonly Shard[]) {
    this.#modelJson = modelJson;
    this.#shards = shards;
    this.size = shards.reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * @param modelJson the file that names the shards; they are beside it
   * @throws ModelFileError for a shard that is missing or not beside it
   */
  static async find(modelJson: string, names: readonly string[]): Promise<Shards> {
    const shards = names.map(async (name) => {
      const path = shardPath(modelJson, name);
      const { size } = await stat(path).catch((error) => {
        throw new ModelFileError(`A shard of ${modelJson} is missing. ${unreadable(path, error).message}`);
      });
      return { path, size };
    });
    return new Shards(modelJson, await Promise.all(shards));
  }

  /** @throws ModelFileError that names the shard that is too short for a group of so many bytes */
  checkSize(expected: number): void {
    if (this.size >= expected) return;
    const { path, size, whole } = this.#short(expected);
    throw new ModelFileError(
      `${path} is cut short: ${whole} bytes were expected and ${size} found. The weights of ${this.#modelJson} need the whole file; download or convert it again.`,
    );
  }

  /** All shards but the last have one size, so the first that has less is the one; else the last. */
  #short(expected: number): Shard & { readonly whole: number } {
    const full = Math.max(0, ...this.#shards.slice(0, -1).map(({ size }) => size));
    const short = this.#shards.slice(0, -1).find(({ size }) => size < full);
    if (short) return { ...short, whole: full };
    const last = this.#shards.at(-1) ?? { path: `The list of shards in ${this.#modelJson}`, size: 0 };
    return { ...last, whole: expected - this.size + last.size };
  }

  /** Bytes from `offset` of the whole run, in a buffer of their own. */
  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(length);
    let shardStart = 0;
    for (const { path, size } of this.#shards) {
      const start = Math.max(offset, shardStart);
      const end = Math.min(offset + length, shardStart + size);
      if (start < end) await fill(path, bytes.subarray(start - offset, end - offset), start - shardStart);
      shardStart += size;
    }
    return bytes;
  }
}

async function fill(path: string, target: Uint8Array, offset: number): Promise<void> {
  const file = await FileBytes.open(path);
  try {
    await file.readInto(target, offset);
  } finally {
    await file.close();
  }
}

function shardPath(modelJson: string, name: string): string {
  const inside = normalize(name);
  if (inside.startsWith("..") || inside.startsWith("/") || /^[a-z]+:/i.test(inside)) {
    throw new ModelFileError(`${modelJson} names the shard ${name}, which is not in its folder.`);
  }
  return join(dirname(modelJson), inside);
}
