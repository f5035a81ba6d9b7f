import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { type ImageDecoder, imageDecoder, type PixelFormat } from "../../src/trainer/datasets/imageDecoder.ts";
import { loadSharp, packagedSharp } from "../../src/trainer/datasets/sharp.ts";
import { temporaryFolder } from "./support.ts";

const folder = temporaryFolder();
const native = imageDecoder(loadSharp());
const packaged = imageDecoder(packagedSharp());

/** A picture with smooth and with sharp parts, not square, where what is turned or mirrored shows. */
const width = 90;
const height = 60;
const pixels = Uint8Array.from({ length: width * height * 4 }, (_, at) => {
  const [pixel, channel] = [at >> 2, at & 3];
  const [x, y] = [pixel % width, Math.floor(pixel / width)];
  const values = [(255 * x) / width, (255 * y) / height, (x >> 3) & 1 ? 220 : 20, 55 + (200 * x) / width];
  return Math.round(values[channel]!);
});
const picture = () => sharp(pixels, { raw: { width, height, channels: 4 } });
const opaque = () => picture().removeAlpha();

const files: Readonly<Record<string, () => Sharp>> = {
  "baseline.jpg": () => opaque().jpeg({ quality: 85 }),
  "progressive.jpg": () => opaque().jpeg({ progressive: true, chromaSubsampling: "4:4:4" }),
  "grey.jpg": () => opaque().greyscale().jpeg(),
  "cmyk.jpg": () => opaque().toColourspace("cmyk").jpeg(),
  "turned.jpg": () => opaque().withMetadata({ orientation: 6 }).jpeg(),
  "mirrored.jpg": () => opaque().withMetadata({ orientation: 5 }).jpeg(),
  "p3.jpg": () => opaque().withIccProfile("p3").jpeg(),
  "rgb.png": () => opaque().png(),
  "alpha.png": () => picture().png(),
  "16-bit.png": () => opaque().toColourspace("rgb16").png(),
  "palette.png": () => opaque().png({ palette: true, colours: 16 }),
  "interlaced.png": () => opaque().png({ progressive: true }),
  "lossy.webp": () => opaque().webp(),
  "lossless.webp": () => picture().webp({ lossless: true }),
  "plain.gif": () => opaque().gif(),
  "deflate.tiff": () => opaque().tiff({ compression: "deflate" }),
  "still.avif": () => opaque().avif(),
};
const formats: readonly PixelFormat[] = [
  { width: 24, height: 24, channels: 3, fit: "cover" },
  { width: 24, height: 32, channels: 1, fit: "contain" },
  { width: 120, height: 40, channels: 3, fit: "fill" },
];

beforeAll(async () => {
  for (const [name, make] of Object.entries(files)) await make().toFile(join(folder, name));
});

describe("the decoder that comes with the package", () => {
  it("is another program than the native one, and says so", () => {
    expect(native.name).toMatch(/^sharp \d+\.\d+\.\d+$/);
    expect(packaged.name).toBe(`${native.name} (WebAssembly)`);
  });

  it.each(Object.keys(files))("gives the pixels of the native one for %s", async (name) => {
    const path = join(folder, name);
    for (const format of formats) {
      const expected = await native.decode(path, format);
      expect(new Set(expected).size).toBeGreaterThan(16);
      expect(furthest(await packaged.decode(path, format), expected)).toBeLessThanOrEqual(1);
    }
  });

  it.each([
    ["half of a JPEG", "baseline.jpg"],
    ["half of a PNG", "rgb.png"],
    ["half of a WebP", "lossless.webp"],
  ])("refuses %s, as the native one does", async (_, name) => {
    const whole = await files[name]!().toBuffer();
    const path = join(folder, `half-${name}`);
    writeFileSync(path, whole.subarray(0, whole.length / 2));
    const refusal = await refusalOf(native, path);
    await expect(packaged.decode(path, formats[0]!)).rejects.toThrow(refusal);
  });

  it.each([
    ["an empty file", ""],
    ["a text", "no image"],
    ["a BMP", `BM${"\0".repeat(60)}`],
  ])("refuses %s in the words of the native one", async (_, content) => {
    const path = join(folder, "no-image.png");
    writeFileSync(path, content);
    const refusal = await refusalOf(native, path);
    await expect(packaged.decode(path, formats[0]!)).rejects.toThrow(refusal);
  });

  it("decodes many at once", async () => {
    const path = join(folder, "progressive.jpg");
    const expected = await native.decode(path, formats[0]!);
    const all = await Promise.all(Array.from({ length: 16 }, () => packaged.decode(path, formats[0]!)));
    for (const one of all) expect(furthest(one, expected)).toBeLessThanOrEqual(1);
  });
});

async function refusalOf(decoder: ImageDecoder, path: string): Promise<string> {
  const { reason } = await decoder.decode(path, formats[0]!).then(
    () => ({ reason: undefined }),
    (error: Error) => ({ reason: error.message }),
  );
  expect(reason).toBeDefined();
  return reason!;
}

/** The largest difference of two images of one size. */
function furthest(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);
}
