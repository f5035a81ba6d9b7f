import { z } from "zod";

/** Parts of configurations that several layers share, as TensorFlow.js writes them. */

export const channelsLast = z.literal("channelsLast").optional();
export const padding = z.enum(["same", "valid"]);
export const pair = z.tuple([z.number().int().positive(), z.number().int().positive()]);
/** One number in a list, or by itself. */
export const single = z.union([z.number().int(), z.tuple([z.number().int()]).transform(([number]) => number)]);
export const activation = z.string().nullish();
/** Absent in files means 1 × 1. */
export const dilation = pair.nullish().transform((value) => value ?? ([1, 1] as const));
