import { pngBytes } from "../shared/png.ts";

/** A chart as a file of its own: what style sheets say is written into the drawing. */

const namespace = "http://www.w3.org/2000/svg";
/** What charts are styled with here. */
const properties = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-opacity",
  "stroke-linejoin",
  "stroke-linecap",
  "opacity",
  "paint-order",
  "font-family",
  "font-size",
  "font-weight",
  "font-variant-numeric",
  "text-anchor",
] as const;
const margin = 12;

/** The drawing with its colours, on the page's paper, under a title. */
export function svgText(svg: SVGSVGElement, title: string): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  writeStyles(svg, copy);
  const width = svg.clientWidth + 2 * margin;
  const height = svg.clientHeight + 2 * margin;
  const frame = document.createElementNS(namespace, "svg");
  frame.setAttribute("xmlns", namespace);
  frame.setAttribute("width", String(width));
  frame.setAttribute("height", String(height));
  frame.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const name = document.createElementNS(namespace, "title");
  name.textContent = title;
  const paper = document.createElementNS(namespace, "rect");
  paper.setAttribute("width", String(width));
  paper.setAttribute("height", String(height));
  paper.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  copy.setAttribute("x", String(margin));
  copy.setAttribute("y", String(margin));
  copy.setAttribute("overflow", "visible");
  frame.append(name, paper, copy);
  return new XMLSerializer().serializeToString(frame);
}

/** The same as pixels, twice as many as the screen has. */
export async function chartPng(svg: SVGSVGElement, title: string): Promise<Uint8Array> {
  const scale = 2 * window.devicePixelRatio;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(svg, title))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return pngBytes(canvas);
}

function writeStyles(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  for (const property of properties) {
    const value = style.getPropertyValue(property);
    if (value !== "" && value !== "none" && value !== "normal") to.setAttribute(property, value);
    else if (property === "fill" || property === "stroke") to.setAttribute(property, "none");
  }
  if (style.display === "none") to.setAttribute("display", "none");
  for (let i = 0; i < from.children.length; i++) writeStyles(from.children[i], to.children[i]);
}
