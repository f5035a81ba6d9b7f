import { type Extent, fitZoom, type Room, wholeSize, type Zoom } from "./zoom.ts";

/** Where the parts of a heatmap are, in CSS pixels, but for what says device pixels. */
export interface Frame {
  readonly width: number;
  /** Stays what it is while a person zooms, so that the page below does not jump. */
  readonly height: number;
  /** The map's corner. */
  readonly left: number;
  readonly top: number;
  /** For the map. */
  readonly room: Room;
  /** Shows the whole matrix in it. */
  readonly fit: Zoom;
}

/** Axis title and numbers above the map. */
export const titleHeight = 32;
/** How thick a density strip is, and how far from the map. */
export const strip = 28;
export const gap = 4;
/** Beside the right strip, for the end of its scale. */
const scaleRoom = 20;

/** Below this a map that is zoomed in shows too little, whatever little the whole matrix needs. */
const usefulHeight = 240;
const usefulShare = 0.75;
const usefulCell = 40;

/**
 * @param gutter for names and numbers left of the map
 * @param maxHeight of the map
 */
export function frameOf(extent: Extent, gutter: number, width: number, maxHeight: number, pixelRatio: number): Frame {
  // A vector has no strips: they would be the map once more.
  const beside = extent.rows === 1 ? 0 : gap + strip;
  const most = {
    box: {
      width: Math.max(1, Math.floor((width - gutter - beside - scaleRoom) * pixelRatio)),
      height: Math.max(1, Math.floor(maxHeight * pixelRatio)),
    },
    pixelRatio,
  };
  const fit = fitZoom(extent, most);
  const useful = Math.min(
    extent.rows * usefulCell * pixelRatio,
    usefulHeight * pixelRatio,
    most.box.width * usefulShare,
  );
  const height = Math.min(most.box.height, Math.max(Math.floor(useful), wholeSize(extent, fit, most).height));
  const top = titleHeight + beside;
  return {
    width,
    height: Math.ceil(top + height / pixelRatio) + 1,
    left: gutter,
    top,
    room: { box: { width: most.box.width, height }, pixelRatio },
    fit,
  };
}
