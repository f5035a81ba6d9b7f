import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const compress = promisify(brotliCompress);

/** A second for ten megabytes, or most of a minute for a tenth less. */
export const packings = { quick: 5, small: 11 };

/** Writes a wasm module as brotli, which the archive's own compression cannot match by a quarter. */
export async function writePacked(file, wasm, packing) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: packing,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: wasm.length,
  };
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, await compress(wasm, { params }));
}

/** Replaces what must be there once: a new version of a library may have changed it. */
export function replaceOnce(text, pattern, replacement, file) {
  if (text.split(pattern).length !== 2) throw new Error(`${file} does not hold what the build expects: ${pattern}`);
  return text.replace(pattern, () => replacement);
}
