import { readFile } from "node:fs/promises";
import type { ImageShape } from "./augmentation/resample.ts";
import { DatasetError } from "./dataset.ts";
import { messageOf } from "./files.ts";
import type { LoadedSharp } from "./sharp.ts";

/** What an image becomes: width x height pixels of 1 (grey) or 3 (RGB) channels. */
export interface PixelFormat extends ImageShape {
  readonly channels: 1 | 3;
  /** cover crops the centre, contain pads with black, fill stretches. */
  readonly fit: "cover" | "contain" | "fill";
}

export interface ImageDecoder {
  /** With its version: "sharp 0.35.5". */
  readonly name: string;
  /** Bytes [height, width, channels]. Rejects with a DatasetError that names the file where it is no whole image. */
  decode(path: string, format: PixelFormat): Promise<Uint8Array>;
}

/**
 * Decodes by sharp (libvips): EXIF rotation is honoured, alpha is laid over black, 16-bit and CMYK images become 8-bit
 * sRGB. Native or WebAssembly, the pixels are the same.
 */
export function imageDecoder({ sharp, name }: LoadedSharp): ImageDecoder {
  return {
    name,
    async decode(path, { height, width, channels, fit }) {
      try {
        // The bytes are read here, as WebAssembly's own way to a file takes twice the time. Decoders warn of much that
        // does no harm; a truncated file is an error.
        return await sharp(await readFile(path), { failOn: "error" })
          .autoOrient()
          .resize({ height, width, fit, background: "black" })
          .flatten({ background: "black" })
          .toColourspace(channels === 1 ? "b-w" : "srgb")
          .raw({ depth: "uchar" })
          .toBuffer();
      } catch (error) {
        throw new DatasetError(`${path} cannot be decoded: ${messageOf(error)}.`);
      }
    },
  };
}
