import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import type { SetupContext } from "./context.ts";
import { usualCause } from "./failure.ts";
import { megabytes } from "./figures.ts";
import { NativeSetupError } from "./setupError.ts";
import type { Wheel } from "./wheel.ts";

/** The wheel's headers that the C interface includes, by the beginnings of their paths, in old versions and in new. */
const headers = ["tensorflow/c/", "tensorflow/core/platform/ctstring", "tsl/c/", "tsl/platform/ctstring", "xla/tsl/c/"];

/**
 * Takes libtensorflow and the headers of its C interface out of a wheel: `lib/` and `include/`, as in libtensorflow's own
 * archives.
 *
 * @param file the wheel, a zip file
 * @throws NativeSetupError where it is damaged or lacks them, or the disk is full
 */
export async function unpackWheel(file: string, wheel: Wheel, target: string, context: SetupContext): Promise<void> {
  const { libraries, libraryBytes } = wheel;
  context.tell({ type: "step", title: `Unpacking libtensorflow: ${megabytes(libraryBytes)}` });
  const wanted = new Map(libraries.map((name) => [`tensorflow/${name}`, path.join("lib", name)]));
  let done = 0;
  const count = (bytes: number) => {
    done += bytes;
    context.tell({ type: "progress", done: Math.min(done, libraryBytes), total: libraryBytes });
  };
  try {
    const zip = await openPromise(file, { autoClose: false, lazyEntries: true });
    try {
      for await (const entry of zip.eachEntry()) {
        const name = entry.fileName;
        const place = wanted.get(name) ?? headerPlace(name);
        if (place === undefined) continue;
        await extract(zip, entry, path.join(target, place), wanted.has(name) ? count : () => {}, context.signal);
        wanted.delete(name);
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    context.signal.throwIfAborted();
    const message = error instanceof Error ? error.message : String(error);
    throw new NativeSetupError(`TensorFlow could not be unpacked from ${file}. ${usualCause(message) ?? message}`);
  }
  const [missing] = wanted.keys();
  if (missing !== undefined) throw new NativeSetupError(`${path.basename(file)} has no ${missing}.`);
}

function headerPlace(name: string): string | undefined {
  const root = "tensorflow/include/";
  if (!name.startsWith(root) || !name.endsWith(".h")) return undefined;
  const header = name.slice(root.length);
  return headers.some((start) => header.startsWith(start)) ? path.join("include", header) : undefined;
}

async function extract(
  zip: ZipFile,
  entry: Entry,
  target: string,
  count: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, pass) {
      count(chunk.length);
      pass(null, chunk);
    },
  });
  await pipeline(await zip.openReadStreamPromise(entry), counting, createWriteStream(target), { signal });
}
