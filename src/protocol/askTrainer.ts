import type { TrainerJob, TrainerMessage } from "./trainerMessages.ts";
import { TrainerProcess, type TrainerSetting } from "./trainerProcess.ts";

/**
 * Asks a trainer for something that it says in one message.
 *
 * @param program path of dist/trainer.js
 * @param type of the message that is the answer
 * @throws an error with a sentence where the trainer cannot say
 */
export async function askTrainer<Type extends TrainerMessage["type"]>(
  program: string,
  job: TrainerJob,
  type: Type,
  setting: TrainerSetting = {},
): Promise<Extract<TrainerMessage, { type: Type }>> {
  let answer: TrainerMessage | undefined;
  const hear = (message: TrainerMessage) => {
    if (message.type === type) answer = message;
  };
  const outcome = await new TrainerProcess(program, job, hear, setting).ended;
  if (outcome.status === "failed") throw new Error([outcome.message, ...outcome.problems].join(" "));
  if (!answer) throw new Error("The trainer ended without an answer.");
  return answer as Extract<TrainerMessage, { type: Type }>;
}
