import type { ComparedAnswers, TrainerMessage } from "./trainerMessages.ts";
import { TrainerProcess } from "./trainerProcess.ts";

/**
 * Lets a trainer compare what two networks answer to the same inputs.
 *
 * @param program path of dist/trainer.js
 * @throws an error with a sentence where it cannot
 */
export async function compareAnswers(
  program: string,
  models: [string, string],
  seed: number,
): Promise<ComparedAnswers> {
  let answer: ComparedAnswers | undefined;
  const hear = (message: TrainerMessage) => {
    if (message.type === "answersCompared") {
      const { examples, largestDifference, largestAnswer } = message;
      answer = { examples, largestDifference, largestAnswer };
    }
  };
  const outcome = await new TrainerProcess(program, { type: "compareAnswers", models, seed }, hear, {}).ended;
  if (outcome.status === "failed") throw new Error([outcome.message, ...outcome.problems].join(" "));
  if (!answer) throw new Error("The trainer ended without an answer.");
  return answer;
}
