import { z } from "zod";
import type { CellRequest } from "../../protocol/tensorViews.ts";

/** What a page may say. It is ours, but it shows what others wrote. */

export const tensorName = z.string().max(10_000);

const natural = z.int().min(0);

export const cellRequest: z.ZodType<CellRequest> = z.strictObject({
  tensor: tensorName,
  window: z.strictObject({
    rowStart: natural,
    rowEnd: natural,
    columnStart: natural,
    columnEnd: natural,
    block: z.int().min(1),
  }),
  event: natural,
});

export const suggestedName = z.string().min(1).max(1000);

export const fileContent = z.union([z.string(), z.instanceof(Uint8Array)]);
