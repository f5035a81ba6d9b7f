import path from "node:path";
import { z } from "zod";

/** Paths of two model files. */
export type Pair = readonly [a: string, b: string];

export const pairSchema = z.tuple([z.string().min(1), z.string().min(1)]);

/** What a page keeps of the pair that it shows: its subject, for when the window is loaded again. */
export function pairOf(subject: unknown): Pair | undefined {
  try {
    return pairSchema.parse(JSON.parse(z.object({ subject: z.string() }).parse(subject).subject));
  } catch {
    return undefined;
  }
}

export function titleOf(pair: Pair): string {
  return pair.map(nameOf).join(" and ");
}

/** All tfjs models are called model.json: their folders tell them apart. */
export function nameOf(file: string): string {
  const name = path.basename(file);
  return name === "model.json" ? path.basename(path.dirname(file)) : name;
}
