import type { EngineReport, TrainerMessage } from "./trainerMessages.ts";
import { TrainerProcess, type TrainerSetting } from "./trainerProcess.ts";

/**
 * Asks a trainer which engines work where it runs.
 *
 * @param program path of dist/trainer.js
 * @throws an error with a sentence where the trainer cannot say
 */
export async function listEngines(program: string, setting: TrainerSetting = {}): Promise<readonly EngineReport[]> {
  let engines: readonly EngineReport[] = [];
  const hear = (message: TrainerMessage) => {
    if (message.type === "engines") engines = message.engines;
  };
  const outcome = await new TrainerProcess(program, { type: "listEngines" }, hear, setting).ended;
  if (outcome.status === "failed") throw new Error([outcome.message, ...outcome.problems].join(" "));
  return engines;
}
