import { z } from "zod";
import { scheduleKinds } from "../../../pruning/schedule.ts";

/** Answers of the last time, which questions begin with. What an older version left behind is forgotten. */
const rememberedSchema = z.object({
  /** The data's main path, by which it is found again; null for the sample. */
  data: z.string().nullable().optional(),
  normalize: z.string().optional(),
  preset: z.enum(["original", "kernels", "layers"]).optional(),
  /** By what a rule selects. */
  bounds: z.record(z.string(), z.number().gt(0).lt(1)).optional(),
  timing: z
    .object({
      schedule: z.enum(scheduleKinds),
      intervalPass: z.int().min(1),
      endPass: z.int().min(0),
    })
    .optional(),
  learningRate: z.number().positive().optional(),
});
export type Remembered = z.infer<typeof rememberedSchema>;

export const rememberedKey = "sparsityInspector.pruneModel";

export function parseRemembered(value: unknown): Remembered {
  const parsed = rememberedSchema.safeParse(value);
  return parsed.success ? parsed.data : {};
}
