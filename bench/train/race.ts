import { setTimeout } from "node:timers/promises";
import type { CaseResult, ContenderResult } from "../results.ts";
import { summarize } from "../timing.ts";
import type { Case } from "./cases.ts";
import { ContenderMissing, ContenderProcess, type Introduction, type Task } from "./contenderProcess.ts";
import type { Contender } from "./contenders.ts";

interface Runner {
  readonly contender: Contender;
  readonly process: ContenderProcess;
  readonly introduction: Introduction;
}

/**
 * Lets contenders train the same network, in turns, each in a process of its own: noise of the machine hits all alike.
 *
 * @param leave is told who does not take part, and why
 */
export async function race(
  entry: Case,
  contenders: readonly Contender[],
  rounds: number,
  leave: (contender: Contender, reason: string) => void,
): Promise<CaseResult> {
  const runners: Runner[] = [];
  try {
    for (const contender of contenders) {
      const started = await start(contender, entry);
      if (typeof started === "string") leave(contender, started);
      else runners.push(started);
    }
    for (const { process } of runners) await process.times("step", entry.steps);
    const steps = await takeTurns(runners, "step", entry.steps, rounds);
    const evaluating = runners.filter(({ contender }) => contender.evaluates);
    const evaluations = await takeTurns(evaluating, "evaluate", entry.steps, rounds);
    const results = runners.map((runner) => describe(runner, steps.get(runner) ?? [], evaluations.get(runner)));
    return { name: entry.name, title: entry.title, contenders: await Promise.all(results) };
  } finally {
    await Promise.all(runners.map(({ process }) => process.stop()));
  }
}

/** @returns why it does not take part, where it does not */
async function start(contender: Contender, { topology, input, classes, batch }: Task): Promise<Runner | string> {
  const process = new ContenderProcess(contender);
  try {
    return { contender, process, introduction: await process.begin({ topology, input, classes, batch }) };
  } catch (error) {
    if (error instanceof ContenderMissing) return error.reason;
    throw error;
  }
}

/** Milliseconds in which the threads of the one before stop waiting busily for more work (some of OpenMP do so for 200). */
const calm = 250;

async function takeTurns(
  runners: readonly Runner[],
  what: "step" | "evaluate",
  count: number,
  rounds: number,
): Promise<ReadonlyMap<Runner, readonly number[]>> {
  const times = new Map<Runner, number[]>(runners.map((runner) => [runner, []]));
  for (let round = 0; round < rounds; round++) {
    for (const runner of orderOf(runners, round)) {
      await setTimeout(calm);
      // The first one finds the caches full of what another has left there.
      const [, ...measured] = await runner.process.times(what, count + 1);
      times.get(runner)?.push(...measured);
    }
  }
  return times;
}

/** Another one first in each round, and every other round backwards: nobody always follows the same one. */
function orderOf<Value>(values: readonly Value[], round: number): Value[] {
  const first = round % values.length;
  const order = [...values.slice(first), ...values.slice(0, first)];
  return round % 2 === 0 ? order : order.reverse();
}

async function describe(
  { contender: { name, title }, process, introduction }: Runner,
  steps: readonly number[],
  evaluations: readonly number[] | undefined,
): Promise<ContenderResult> {
  return {
    name,
    title,
    ...introduction,
    step: summarize(steps),
    evaluation: evaluations ? summarize(evaluations) : null,
    peakMemory: await process.peakMemory(),
  };
}
