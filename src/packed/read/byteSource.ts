import { PackedError } from "./packedError.ts";
import type { PackedSource } from "./packedSource.ts";

/** Bytes as they arrive, handed out in the pieces that are asked for. */
export interface ByteSource {
  /** Of the whole, where it is known. */
  readonly size: number | undefined;
  /** The next `count` bytes. */
  take(count: number): Promise<Uint8Array>;
  /** @throws PackedError where something follows that nobody took */
  end(): Promise<void>;
  /** No more is wanted: a download stops. */
  cancel(): Promise<void>;
}

export async function openSource(source: PackedSource): Promise<ByteSource> {
  if (source instanceof Uint8Array) return fromMemory(source);
  if (source instanceof ArrayBuffer) return fromMemory(new Uint8Array(source));
  if (source instanceof Blob) return fromBlob(source);
  if (source instanceof ReadableStream) return new StreamSource(source, undefined);
  if (source instanceof Response) return fromResponse(source);
  const file = filePathOf(source);
  return file === undefined
    ? fromResponse(await fetch(source as string | URL | Request))
    : fromBlob(await openFile(file));
}

function fromMemory(bytes: Uint8Array): ByteSource {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
  return new StreamSource(stream, bytes.length);
}

function fromBlob(blob: Blob): ByteSource {
  return new StreamSource(blob.stream(), blob.size);
}

function fromResponse(response: Response): ByteSource {
  if (!response.ok) throw new PackedError(`the server answered ${response.status} ${response.statusText}`.trimEnd());
  if (!response.body) throw new PackedError("the server sent nothing");
  // Under an encoding of the transfer, the length is not that of the file.
  const length = response.headers.has("content-encoding") ? null : response.headers.get("content-length");
  return new StreamSource(response.body, length === null ? undefined : Number(length));
}

const node = (globalThis as { process?: NodeJS.Process }).process?.getBuiltinModule;

/** In Node, the file that an address without a server means. */
function filePathOf(source: string | URL | Request): string | URL | undefined {
  if (!node || source instanceof Request) return undefined;
  const address = String(source);
  if (/^file:/i.test(address)) return new URL(address);
  return /^[a-z][a-z\d+.-]+:/i.test(address) ? undefined : address;
}

/** Without an import, so that bundlers for browsers find nothing of Node. */
async function openFile(path: string | URL): Promise<Blob> {
  try {
    return await (node as NonNullable<typeof node>)("node:fs").openAsBlob(path);
  } catch {
    throw new PackedError("the file is not there or may not be read");
  }
}

class StreamSource implements ByteSource {
  readonly size: number | undefined;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  /** The rest of what has arrived last. */
  #rest: Uint8Array = new Uint8Array();

  constructor(stream: ReadableStream<Uint8Array>, size: number | undefined) {
    this.size = size;
    this.#reader = stream.getReader();
  }

  async take(count: number): Promise<Uint8Array> {
    if (count <= this.#rest.length) return this.#takeFromRest(count);
    const pieces: Uint8Array[] = [];
    let missing = count;
    while (missing > 0) {
      if (this.#rest.length === 0 && !(await this.#arrive())) {
        throw new PackedError(`it ends early: ${missing} bytes are missing`);
      }
      const piece = this.#takeFromRest(Math.min(missing, this.#rest.length));
      pieces.push(piece);
      missing -= piece.length;
    }
    return joined(pieces, count);
  }

  async end(): Promise<void> {
    if (this.#rest.length > 0 || (await this.#arrive())) throw new PackedError("it goes on after its end");
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel().catch(() => undefined);
  }

  #takeFromRest(count: number): Uint8Array {
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }

  async #arrive(): Promise<boolean> {
    do {
      const { done, value } = await this.#reader.read();
      if (done) return false;
      this.#rest = value;
    } while (this.#rest.length === 0);
    return true;
  }
}

function joined(pieces: readonly Uint8Array[], count: number): Uint8Array {
  const whole = new Uint8Array(count);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
