import { DatasetError } from "./dataset.ts";
import { messageOf } from "./files.ts";

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
 * The decoder of sharp (libvips): EXIF rotation is honoured, alpha is laid over black, 16-bit and CMYK images become
 * 8-bit sRGB.
 *
 * @throws DatasetError where sharp has no build for this machine
 */
export async function loadDecoder(): Promise<ImageDecoder> {
  // Loaded on demand: it is native, and where it does not load all other kinds of data still work.
  const { default: sharp } = await import("sharp").catch((error: unknown) => {
    throw new DatasetError(`Images cannot be decoded here, as sharp does not load: ${messageOf(error)}`);
  });
  return {
    name: `sharp ${sharp.versions.sharp}`,
    decode: (path, { height, width, channels, fit }) =>
      // Decoders warn of much that does no harm; a truncated file is an error.
      sharp(path, { failOn: "error" })
        .autoOrient()
        .resize({ height, width, fit, background: "black" })
        .flatten({ background: "black" })
        .toColourspace(channels === 1 ? "b-w" : "srgb")
        .raw({ depth: "uchar" })
        .toBuffer(),
  };
}
