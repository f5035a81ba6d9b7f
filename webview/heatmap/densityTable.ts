import { percent } from "../../src/runs/figures.ts";
import type { Density } from "./source.ts";
import { positionText, type TensorAxes } from "./tensorAxes.ts";

/** Bands that a side of a matrix is read out in, at most. */
const bands = 16;

/** What the density strips show, in bands that can be listened to: band, share kept, how many have nothing kept. */
export function densityRows(
  { rows, columns, step }: Density,
  axes: TensorAxes,
  layout: { readonly rows: number; readonly columns: number; readonly blockRows: number },
  shape: readonly number[],
): string[][] {
  const positions = layout.rows / layout.blockRows;
  const named = axes.position !== undefined && positions <= bands && layout.blockRows >= step;
  const rowBand = named ? layout.blockRows : Math.ceil(layout.rows / bands);
  const rowName = (start: number, end: number) =>
    named
      ? `kernel ${axes.position} = ${positionText(shape, start / layout.blockRows)}`
      : `${axes.row.short} ${rangeText(start, end)}`;
  const columnName = (start: number, end: number) => `${axes.column.short} ${rangeText(start, end)}`;
  return [
    ...bandsOf(rows, step, layout.rows, rowBand, rowName),
    ...bandsOf(columns, step, layout.columns, Math.ceil(layout.columns / bands), columnName),
  ];
}

export const densityHead = ["part", "kept", "with nothing kept"];

function bandsOf(
  shares: Float32Array,
  step: number,
  length: number,
  band: number,
  name: (start: number, end: number) => string,
): string[][] {
  const found: string[][] = [];
  for (let start = 0; start < length; start += band) {
    const end = Math.min(start + band, length);
    const part = shares.subarray(Math.floor(start / step), Math.ceil(end / step));
    const dead = part.filter((share) => share === 0).length;
    const mean = part.reduce((sum, share) => sum + share, 0) / part.length;
    found.push([name(start, end), percent(mean), String(dead * step)]);
  }
  return found;
}

function rangeText(start: number, end: number): string {
  return end - start === 1 ? String(start) : `${start} to ${end - 1}`;
}
