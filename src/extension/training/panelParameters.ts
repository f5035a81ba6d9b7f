import { z } from "zod";
import type { TrainerControl } from "../../protocol/trainerMessages.ts";

/** What a training panel's page may say beside what every page may. */
export const trainerControl: z.ZodType<TrainerControl> = z.enum(["pause", "continue", "stop"]);

/** What a page keeps of the run that it shows, for when the window is loaded again. */
export const keptState = z.object({ subject: z.string().min(1) });
