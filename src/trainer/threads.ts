import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { TrainerProcess } from "../protocol/trainerProcess.ts";
import { isInstalled } from "./engines/native/tfjsNode.ts";
import { packageRoot } from "./packageRoot.ts";

/**
 * How many threads the native engine should spread an operation over: one, or all that there are. What is faster depends
 * on the network (small feature maps lose more by the hand-over than they win), the library and the machine, and can only
 * be told before the library is loaded: so a few steps are timed both ways, each in a process of its own.
 *
 * @returns undefined where there is no choice, or a person has made it by TF_NUM_INTRAOP_THREADS
 */
export async function chooseThreads(recipeFile: string, modelFile: string): Promise<number | undefined> {
  const all = availableParallelism();
  const program = path.join(packageRoot(), "dist", "trainer.js");
  const isDecided = process.env.TF_NUM_INTRAOP_THREADS !== undefined || all === 1;
  if (isDecided || !isInstalled() || !existsSync(program)) return undefined;
  const time = (threads: number) => timeInOwnProcess(program, threads, recipeFile, modelFile);
  const together = await time(all);
  if (together === undefined) return undefined;
  const alone = await time(1);
  return alone !== undefined && alone < together ? 1 : all;
}

async function timeInOwnProcess(
  program: string,
  threads: number,
  recipe: string,
  model: string,
): Promise<number | undefined> {
  let milliseconds: number | undefined;
  const env = { ...process.env, TF_NUM_INTRAOP_THREADS: String(threads) };
  const timer = new TrainerProcess(
    program,
    { type: "timeStep", recipe, model },
    (message) => {
      if (message.type === "stepTimed") milliseconds = message.milliseconds;
    },
    { env },
  );
  await timer.ended;
  return milliseconds;
}
