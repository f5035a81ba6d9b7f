import { onThemeChange } from "../shared/themeChange.ts";
import { type Palette, paletteOf, type Rgb } from "./palette.ts";

let cached: Palette | undefined;

/** The palette of the theme that is on the page now. */
export function currentPalette(): Palette {
  cached ??= paletteOf({
    paper: colourOf("--vscode-editor-background"),
    ink: colourOf("--ink"),
    blue: colourOf("--vscode-charts-blue"),
    gold: colourOf("--vscode-charts-yellow"),
  });
  return cached;
}

/** Calls back when canvases must be painted again, in another palette. */
export function onPaletteChange(repaint: () => void): void {
  onThemeChange(() => {
    cached = undefined;
    repaint();
  });
}

/** A CSS variable as opaque red, green and blue. A canvas understands what CSS does, `color-mix` included. */
function colourOf(variable: string): Rgb {
  const probe = document.createElement("span");
  probe.style.color = `var(${variable})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  const canvas = document.createElement("canvas");
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser has no canvas.");
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}
