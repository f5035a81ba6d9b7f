/** One marker a group, so that colour is never alone: disc, square, triangle, diamond, cross, star of three. */
const markers = [
  "m-3.6 0a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0-7.2 0z",
  "m-3.3-3.3h6.6v6.6h-6.6z",
  "m0-4.3l4.4 7.4h-8.8z",
  "m0-4.8l4.4 4.8l-4.4 4.8l-4.4-4.8z",
  "m-1.4-4.2h2.8v2.8h2.8v2.8h-2.8v2.8h-2.8v-2.8h-2.8v-2.8h2.8z",
  "m0 4.3l-4.4-7.4h8.8z",
] as const;

/** Reached lines of the first two groups are whole; later ones, which share their colours, are broken. */
const dashes = ["none", "9 3", "9 3 2 3"] as const;

/** Path of a group's markers around places, each about 8 units wide. */
export function markerPath(place: number, around: readonly (readonly [x: number, y: number])[] = [[0, 0]]): string {
  const marker = markers[place % markers.length];
  return around.map(([x, y]) => `M${round(x)} ${round(y)}${marker}`).join("");
}

/** A hundredth of a pixel is finer than a screen shows. */
function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}

export function dashesOf(place: number): string {
  return dashes[Math.floor(place / 2) % dashes.length];
}

/** Class that sets the group's colour. */
export function groupClass(place: number): string {
  return `group-${place % markers.length}`;
}

/** A group's marker beside text. */
export function markerIcon(place: number): SVGSVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("class", `marker ${groupClass(place)}`);
  svg.setAttribute("viewBox", "-5 -5 10 10");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(namespace, "path");
  path.setAttribute("d", markerPath(place));
  svg.append(path);
  return svg;
}
