import type { Goal } from "../../goals.ts";
import { add, scale } from "../graph/elementwise.ts";
import type { Graph, Output } from "../graph/graph.ts";
import type { OutputTargets } from "./examples.ts";
import { type Judgement, judge } from "./objective.ts";

/** What the losses make of all outputs together: the same numbers as `createJointObjective` of the tfjs engines. */
export function judgeAll(
  graph: Graph,
  goals: readonly Goal[],
  answers: readonly Output[],
  targets: readonly OutputTargets[],
): Judgement {
  const judgements = goals.map(({ loss }, i) => judge(graph, loss, answers[i], targets[i]));
  return {
    loss: judgements
      .map(({ loss }, i) => scale(graph, loss, goals[i].weight))
      .reduce((sum, loss) => add(graph, sum, loss)),
    correct: judgements.find(({ correct }) => correct)?.correct,
  };
}
