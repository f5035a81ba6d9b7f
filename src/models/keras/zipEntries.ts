import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { unreadable } from "../fileBytes.ts";
import { ModelFileError } from "../modelFile.ts";

/** The entries of a zip file by their names. */
export class ZipEntries {
  readonly #path: string;
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;

  private constructor(path: string, zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#path = path;
    this.#zip = zip;
    this.#entries = entries;
  }

  /** @throws ModelFileError where the file is missing or is no whole zip */
  static async open(path: string): Promise<ZipEntries> {
    const zip = await openPromise(path, { autoClose: false, lazyEntries: true }).catch((error) => {
      throw "code" in error ? unreadable(path, error) : damaged(path, error);
    });
    try {
      const entries = new Map<string, Entry>();
      for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
      return new ZipEntries(path, zip, entries);
    } catch (error) {
      zip.close();
      throw damaged(path, error);
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  async text(name: string): Promise<string> {
    const chunks: Buffer[] = [];
    await this.#stream(name, async (source) => {
      for await (const chunk of source) chunks.push(chunk);
    });
    return Buffer.concat(chunks).toString("utf8");
  }

  async extract(name: string, target: string): Promise<void> {
    await this.#stream(name, (source) => pipeline(source, createWriteStream(target)));
  }

  close(): void {
    this.#zip.close();
  }

  async #stream(
    name: string,
    use: (source: NodeJS.ReadableStream & AsyncIterable<Buffer>) => Promise<void>,
  ): Promise<void> {
    const entry = this.#entries.get(name);
    if (!entry) throw new ModelFileError(`${this.#path} is a zip file without ${name}, so it is no Keras model.`);
    try {
      await use(await this.#zip.openReadStreamPromise(entry));
    } catch (error) {
      throw damaged(this.#path, error);
    }
  }
}

function damaged(path: string, error: unknown): ModelFileError {
  const message = error instanceof Error ? error.message : String(error);
  return new ModelFileError(`${path} is a damaged zip file: ${message.replace(/\.$/, "")}.`);
}
