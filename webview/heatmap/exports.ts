import { pngBytes } from "../shared/png.ts";
import { modeLabels } from "./modes.ts";
import { type HeatmapInput, type Scene, visibleWeights } from "./scene.ts";
import { indexOf, tensorAxes } from "./tensorAxes.ts";

/** A file to be saved, with the name to suggest. */
export interface SavedFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** What is drawn of a map. */
export interface Drawing {
  readonly scene: Scene;
  readonly canvas: HTMLCanvasElement;
  readonly axes: SVGSVGElement;
}

/** The map alone, pixel for pixel. */
export function pngOf({ canvas, scene }: Drawing): SavedFile {
  return { name: `${fileName(scene.input)}.png`, content: pngBytes(canvas) };
}

/** Properties that a drawing gets from the page's styles, and needs outside of it. */
const drawnProperties = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-opacity",
  "stroke-width",
  "font-family",
  "font-size",
  "font-weight",
  "visibility",
] as const;

/** The map as an image with its axes and strips around it as lines and text, in the colours of the theme. */
export function svgOf({ canvas, axes, scene }: Drawing): SavedFile {
  const copy = axes.cloneNode(true) as SVGSVGElement;
  const [originals, copies] = [axes.querySelectorAll("*"), copy.querySelectorAll("*")];
  for (const [i, original] of originals.entries()) {
    const style = getComputedStyle(original);
    for (const property of drawnProperties) {
      copies[i].setAttribute(property, style.getPropertyValue(property));
    }
  }
  copy.querySelector(".cursor")?.remove();
  const { frame, shown, pixelRatio } = scene;
  const namespace = "http://www.w3.org/2000/svg";
  const image = document.createElementNS(namespace, "image");
  const paper = document.createElementNS(namespace, "rect");
  setAll(paper, { width: "100%", height: "100%", fill: getComputedStyle(document.body).backgroundColor });
  setAll(image, {
    href: canvas.toDataURL("image/png"),
    x: frame.left,
    y: frame.top,
    width: shown.width / pixelRatio,
    height: shown.height / pixelRatio,
    preserveAspectRatio: "none",
  });
  const title = document.createElementNS(namespace, "title");
  title.textContent = `${scene.input.tensor.name}, ${modeLabels[scene.input.mode]}${eventWords(scene.input)}`;
  copy.prepend(title, paper, image);
  setAll(copy, { xmlns: namespace, viewBox: `0 0 ${frame.width} ${frame.height}` });
  copy.removeAttribute("class");
  copy.removeAttribute("aria-hidden");
  return { name: `${fileName(scene.input)}.svg`, content: new XMLSerializer().serializeToString(copy) };
}

function setAll(node: Element, attributes: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
}

/**
 * What is seen of the map, for other programs (RFC 4180): a line a weight with its index, or, where a pixel holds many,
 * a line a cell.
 */
export function csvOf({ scene }: Pick<Drawing, "scene">): SavedFile {
  const { input, view } = scene;
  const lines = view.zoom.block === 1 ? weightLines(scene) : cellLines(scene);
  return { name: `${fileName(input)}.csv`, content: lines.map((line) => `${line.join(",")}\r\n`).join("") };
}

type Line = (string | number)[];

function weightLines(scene: Scene): Line[] {
  const { input } = scene;
  const { tensor, layout, source, event, eventPasses } = input;
  const seen = visibleWeights(scene);
  const dimensions = tensorAxes(tensor, layout).dimensions ?? tensor.shape.map((_, i) => `d${i}`);
  const value = source.exact ? "value" : "|w| about";
  const lines: Line[] = [[...dimensions, value, "kept", ...(source.masked ? ["pruned at event", "at pass"] : [])]];
  for (let row = seen.rowStart; row < seen.rowEnd; row++)
    for (let column = seen.columnStart; column < seen.columnEnd; column++) {
      const reading = source.read(row, column, 1, event);
      if (!reading) continue;
      const removedAt = reading.event || reading.later;
      lines.push([
        ...indexOf(tensor.shape, layout.columns, row, column),
        reading.value ?? reading.magnitude ?? "",
        reading.kept,
        ...(source.masked ? [removedAt || "", eventPasses[removedAt - 1] ?? ""] : []),
      ]);
    }
  return lines;
}

function cellLines({ input: { layout, source, event }, cells, view: { zoom } }: Scene): Line[] {
  const lines: Line[] = [
    ["first row", "last row", "first column", "last column", "kept", "mean |w|", "mean event of pruned"],
  ];
  for (let row = cells.rowStart; row < cells.rowEnd; row++)
    for (let column = cells.columnStart; column < cells.columnEnd; column++) {
      const [top, left] = [row * zoom.block, column * zoom.block];
      const reading = source.read(top, left, zoom.block, event);
      if (!reading) continue;
      lines.push([
        top,
        Math.min(layout.rows, top + zoom.block) - 1,
        left,
        Math.min(layout.columns, left + zoom.block) - 1,
        reading.kept,
        reading.magnitude ?? "",
        reading.event || "",
      ]);
    }
  return lines;
}

function eventWords({ source, event }: HeatmapInput): string {
  return source.masked ? `, after event ${event}` : "";
}

/** As in `conv2-kernel-magnitude-event-9`. */
function fileName({ tensor, mode, source, event }: HeatmapInput): string {
  const name = tensor.name.replaceAll(/[^\w.-]+/g, "-");
  return source.masked ? `${name}-${mode}-event-${event}` : `${name}-${mode}`;
}
