import { count, thinSpace } from "../../../src/runs/figures.ts";

export function plural(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** A time that is estimated: no more digits than it deserves. */
export function roughly(seconds: number): string {
  if (seconds < 1) return `less than 1${thinSpace}s`;
  if (seconds < 59.5) return `${Math.round(seconds)}${thinSpace}s`;
  const minutes = Math.round(seconds / 60);
  if (seconds < 600)
    return `${Math.floor(Math.round(seconds) / 60)}${thinSpace}min ${Math.round(seconds) % 60}${thinSpace}s`;
  if (minutes < 60) return `${minutes}${thinSpace}min`;
  return `${Math.floor(minutes / 60)}${thinSpace}h ${minutes % 60}${thinSpace}min`;
}

/** As in 1×1×256×256. */
export function extents(shape: readonly number[]): string {
  return shape.length === 0 ? "scalar" : shape.map(count).join("×");
}

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
