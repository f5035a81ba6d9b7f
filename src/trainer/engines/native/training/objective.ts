import type { LossName } from "../../../../recipes/recipe.ts";
import { logSoftmax, softplus } from "../graph/activations.ts";
import { reshape } from "../graph/arrangement.ts";
import { absolute, add, clip, logarithm, multiply, raw, scale, square, subtract, where } from "../graph/elementwise.ts";
import type { Graph, Output } from "../graph/graph.ts";
import { reshapedRaw } from "../graph/rawShapes.ts";
import { agreement, indexOfLargest, mean, rawReduce, sum } from "../graph/reductions.ts";
import { originOf } from "../layers/activate.ts";
import type { OutputTargets } from "./examples.ts";

/** Keras' epsilon: probabilities are clipped to [ε, 1 − ε] before their logarithm. */
const epsilon = 1e-7;

export interface Judgement {
  /** Mean over the examples, []. */
  readonly loss: Output;
  /** How many are answered right, []; undefined where the loss has no notion of that. */
  readonly correct: Output | undefined;
}

/** What the loss makes of an output's answers: the same numbers as `createObjective` of the tfjs engines. */
export function judge(graph: Graph, loss: LossName, answers: Output, targets: OutputTargets): Judgement {
  const error = () => subtract(graph, answers, targets.given);
  switch (loss) {
    case "crossentropy":
      return crossentropy(graph, answers, targets.shares as Output);
    case "binaryCrossentropy":
      return binaryCrossentropy(graph, answers, targets.given);
    case "kullbackLeibler":
      return regression(graph, kullbackLeibler(graph, answers, targets.given));
    case "meanSquaredError":
      return regression(graph, square(graph, error()));
    case "meanAbsoluteError":
      return regression(graph, absolute(graph, error()));
    case "huber":
      return regression(graph, huber(graph, error()));
  }
}

function crossentropy(graph: Graph, answers: Output, shares: Output): Judgement {
  const classes = answers.shape[answers.shape.length - 1];
  const rows = (x: Output) => reshape(graph, x, [null, classes]);
  const right = agreement(graph, indexOfLargest(graph, rows(answers)), indexOfLargest(graph, shares));
  const losses = softmaxCrossentropy(graph, rows(logitsOf(graph, answers)), shares);
  return { loss: mean(graph, losses, [0]), correct: rawReduce(graph, "Sum", right, [0]) };
}

/** What a softmax makes probabilities of that sum to 1: of sigmoids the logarithms, as in Keras. */
function logitsOf(graph: Graph, answers: Output): Output {
  const origin = originOf(answers);
  if (origin?.kind === "sigmoid") return logarithm(graph, clip(graph, answers, epsilon, 1 - epsilon));
  return origin?.logits ?? answers;
}

/** From logits, [rows, classes], in one operation that is exact for any of them. */
function softmaxCrossentropy(graph: Graph, logits: Output, shares: Output): Output {
  const [batch] = logits.shape;
  const inputs = [logits, shares];
  const [losses, slope] = graph.outputs("SoftmaxCrossEntropyWithLogits", inputs, { T: { type: "float32" } }, [
    [batch],
    logits.shape,
  ]);
  return graph.tape.record(losses, [logits], (gradient) => [
    raw(graph, "Mul", slope, reshapedRaw(graph, gradient, [batch, 1])),
  ]);
}

function binaryCrossentropy(graph: Graph, answers: Output, targets: Output): Judgement {
  const origin = originOf(answers);
  const threshold = graph.scalar(origin ? 0.5 : 0);
  const said = where(graph, "Greater", answers, threshold);
  const right = where(graph, "Equal", said, where(graph, "Greater", targets, graph.scalar(0.5)));
  const perExample = rawReduce(graph, "Mean", reshapedRaw(graph, right, [null, sizeOf(right)]), [1]);
  const correct = rawReduce(graph, "Sum", perExample, [0]);
  const logits = origin ? (origin.kind === "sigmoid" ? origin.logits : undefined) : answers;
  if (logits) {
    const losses = subtract(graph, softplus(graph, logits), multiply(graph, targets, logits));
    return { loss: meanOfAll(graph, losses), correct };
  }
  const p = clip(graph, answers, epsilon, 1 - epsilon);
  const positive = multiply(graph, targets, logarithm(graph, p));
  const others = subtract(graph, graph.scalar(1), targets);
  const negative = multiply(graph, others, logarithm(graph, subtract(graph, graph.scalar(1), p)));
  return { loss: scale(graph, meanOfAll(graph, add(graph, positive, negative)), -1), correct };
}

/** Σ t log(t / p) over the last axis, both clipped to [ε, 1]. */
function kullbackLeibler(graph: Graph, answers: Output, targets: Output): Output {
  const t = clip(graph, targets, epsilon, 1);
  const logP = originOf(answers) ? logarithm(graph, clip(graph, answers, epsilon, 1)) : logSoftmax(graph, answers);
  return sum(graph, multiply(graph, t, subtract(graph, logarithm(graph, t), logP)), [-1]);
}

/** e² / 2 where |e| ≤ 1, else |e| − 1/2 (Huber 1964): with c for e bounded to ±1 both are c (e − c / 2). */
function huber(graph: Graph, error: Output): Output {
  const bounded = clip(graph, error, -1, 1);
  return multiply(graph, bounded, subtract(graph, error, scale(graph, bounded, 0.5)));
}

function regression(graph: Graph, losses: Output): Judgement {
  return { loss: meanOfAll(graph, losses), correct: undefined };
}

function meanOfAll(graph: Graph, x: Output): Output {
  return mean(
    graph,
    x,
    x.shape.map((_, axis) => axis),
  );
}

function sizeOf({ shape }: Output): number {
  return shape.slice(1).reduce<number>((product, size) => product * (size ?? 1), 1);
}
