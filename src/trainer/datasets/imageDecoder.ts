import { readFile } from "node:fs/promises";
import type { LoadedSharp } from "./sharp.ts";

/** What an image becomes: width x height pixels of 1 (grey) or 3 (RGB) channels. */
export interface PixelFormat {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** cover crops the centre, contain pads with black, fill stretches. */
  readonly fit: "cover" | "contain" | "fill";
}

export interface ImageDecoder {
  /** With its version: "sharp 0.35.5". */
  readonly name: string;
  /** Bytes [height, width, channels]. Rejects where the file is no whole image. */
  decode(path: string, format: PixelFormat): Promise<Uint8Array>;
}

/**
 * Decodes by sharp (libvips): EXIF rotation is honoured, alpha is laid over black, 16-bit and CMYK images become 8-bit
 * sRGB. Native or WebAssembly, the pixels are the same.
 */
export function imageDecoder({ sharp, name }: LoadedSharp): ImageDecoder {
  return {
    name,
    decode: async (path, { height, width, channels, fit }) =>
      // The bytes are read here, as WebAssembly's own way to a file takes twice the time. Decoders warn of much that does
      // no harm; a truncated file is an error.
      sharp(await readFile(path), { failOn: "error" })
        .autoOrient()
        .resize({ height, width, fit, background: "black" })
        .flatten({ background: "black" })
        .toColourspace(channels === 1 ? "b-w" : "srgb")
        .raw({ depth: "uchar" })
        .toBuffer(),
  };
}
