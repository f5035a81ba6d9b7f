import type { Geometry } from "./geometry.ts";

const known = new WeakMap<object, { readonly key: string; readonly path: string }>();

/** The path of points that mostly stay what and where they are from one drawing to the next, made only where they do not. */
export function rememberedPath(points: object, { key }: Geometry, make: () => string): string {
  const before = known.get(points);
  if (before?.key === key) return before.path;
  const path = make();
  known.set(points, { key, path });
  return path;
}
