import { replyToLearningRate, replyToPasses } from "../draft/numberAnswers.ts";
import type { Asking } from "./asking.ts";
import type { Step } from "./multiStep.ts";

/** How long, and how fast to learn? */
export function trainingStep(asking: Asking): Step {
  const { answers, multi } = asking;

  const passes: Step = async () => {
    answers.passes = await multi.ask({
      ...asking.at("training"),
      prompt: "Passes over the training data",
      value: String(answers.passes),
      reply: (text) => replyToPasses(text, answers.rules, answers.timing),
    });
    return learningRate;
  };

  const learningRate: Step = async () => {
    answers.learningRate = await multi.ask({
      ...asking.at("training"),
      prompt: "Learning rate of the first pass (momentum 0.9)",
      value: String(answers.learningRate),
      reply: replyToLearningRate,
    });
    return asking.to("plan");
  };

  return passes;
}
