import { readFile } from "node:fs/promises";
import path from "node:path";
import { lastWords, unseenDeath } from "../../protocol/lastWords.ts";
import type { TrainerOutcome } from "../../protocol/trainerProcess.ts";
import type { LockHolder } from "../../runs/runLock.ts";

/**
 * Why a trainer that left no last event is gone: a sentence, and what it said itself.
 *
 * @param outcome as the process that started it has seen it
 * @param errorFolder where trainers of this extension write their standard error; a lock may name any file
 */
export async function causeOfDeath(
  { errorFile }: LockHolder,
  outcome: TrainerOutcome | undefined,
  errorFolder: string,
): Promise<string> {
  if (outcome?.status === "failed") return withWords(outcome.message, outcome.problems);
  if (errorFile === undefined || path.dirname(errorFile) !== errorFolder) return unseenDeath;
  const text = await readFile(errorFile, "utf8").catch(() => "");
  return withWords(unseenDeath, lastWords(text));
}

function withWords(sentence: string, words: readonly string[]): string {
  return words.length === 0 ? sentence : `${sentence} It said: ${words.join(" ")}`;
}
