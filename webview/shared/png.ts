/**
 * A canvas as the bytes of a PNG file.
 *
 * Written at once: `toBlob` waits until the page has nothing else to do, which on a busy machine is never.
 *
 * @throws Error where the canvas has no pixels, or more than the browser can write
 */
export function pngBytes(canvas: HTMLCanvasElement): Uint8Array {
  const [, base64 = ""] = canvas.toDataURL("image/png").split(",");
  if (base64 === "") throw new Error("There is no picture to write as PNG. Save it as SVG.");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
