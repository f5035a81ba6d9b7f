import { askTrainer } from "./askTrainer.ts";
import type { EngineReport } from "./trainerMessages.ts";
import type { TrainerSetting } from "./trainerProcess.ts";

/**
 * Asks a trainer which engines work where it runs.
 *
 * @param program path of dist/trainer.js
 * @throws an error with a sentence where the trainer cannot say
 */
export async function listEngines(program: string, setting: TrainerSetting = {}): Promise<readonly EngineReport[]> {
  return (await askTrainer(program, { type: "listEngines" }, "engines", setting)).engines;
}
