import type { LossName } from "../../../../recipes/recipe.ts";
import { relu, softplus } from "../graph/activations.ts";
import { reshape } from "../graph/arrangement.ts";
import {
  absolute,
  add,
  cast,
  clip,
  logarithm,
  multiply,
  raw,
  scale,
  square,
  subtract,
  where,
} from "../graph/elementwise.ts";
import type { Graph, Output } from "../graph/graph.ts";
import { reshapedRaw } from "../graph/rawShapes.ts";
import { agreement, indexOfLargest, mean, rawReduce, sum } from "../graph/reductions.ts";
import { logitsOf } from "../layers/activate.ts";

/** Keras' epsilon: probabilities are clipped to [ε, 1 − ε] before their logarithm. */
const epsilon = 1e-7;

/** The targets of a batch. */
export interface Targets {
  /** Class indices, [batch], where the loss is over classes; else numbers of the output's shape. */
  readonly given: Output;
  /** The share of each class, [batch, classes], where the loss is over classes: may be fed instead of the indices. */
  readonly shares: Output | undefined;
}

export interface Judgement {
  /** Mean over the examples, []. */
  readonly loss: Output;
  /** How many are answered right, []; undefined where the loss has no notion of that. */
  readonly correct: Output | undefined;
}

/** @param outputShape of the network, without the batch */
export function writeTargets(graph: Graph, loss: LossName, outputShape: readonly number[]): Targets {
  if (loss !== "crossentropy") {
    return { given: graph.placeholder("targets", [null, ...outputShape]), shares: undefined };
  }
  const classes = outputShape[outputShape.length - 1];
  const given = graph.placeholder("targets", [null]);
  const attributes = { T: { type: "float32" }, TI: { type: "int32" }, axis: { int: -1 } } as const;
  const inputs = [cast(graph, given, "int32"), graph.integer(classes), graph.scalar(1), graph.scalar(0)];
  return { given, shares: graph.output("OneHot", inputs, attributes, [null, classes], { name: "targets/shares" }) };
}

/** What the loss makes of a network's answers: the same numbers as `createObjective` of the tfjs engines. */
export function judge(graph: Graph, loss: LossName, answers: Output, targets: Targets): Judgement {
  switch (loss) {
    case "crossentropy":
      return crossentropy(graph, answers, targets.shares as Output);
    case "binaryCrossentropy":
      return binaryCrossentropy(graph, answers, targets.given);
    case "meanSquaredError":
      return regression(graph, square(graph, subtract(graph, answers, targets.given)));
  }
}

function crossentropy(graph: Graph, answers: Output, shares: Output): Judgement {
  const classes = answers.shape[answers.shape.length - 1];
  const rows = (x: Output) => reshape(graph, x, [null, classes]);
  const origin = logitsOf(answers);
  const right = agreement(graph, indexOfLargest(graph, rows(answers)), indexOfLargest(graph, shares));
  const correct = rawReduce(graph, "Sum", right, [0]);
  if (origin?.kind === "sigmoid") {
    const likelihood = logarithm(graph, clip(graph, rows(answers), epsilon, 1 - epsilon));
    const losses = sum(graph, multiply(graph, shares, likelihood), [-1]);
    return { loss: scale(graph, mean(graph, losses, [0]), -1), correct };
  }
  const losses = softmaxCrossentropy(graph, rows(origin?.input ?? answers), shares);
  return { loss: mean(graph, losses, [0]), correct };
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
  const origin = logitsOf(answers);
  const isProbability = origin !== undefined;
  const threshold = graph.scalar(isProbability ? 0.5 : 0);
  const said = where(graph, "Greater", answers, threshold);
  const right = where(graph, "Equal", said, where(graph, "Greater", targets, graph.scalar(0.5)));
  const perExample = rawReduce(graph, "Mean", reshapedRaw(graph, right, [null, sizeOf(right)]), [1]);
  const correct = rawReduce(graph, "Sum", perExample, [0]);
  if (origin?.kind === "softmax") {
    const p = clip(graph, answers, epsilon, 1 - epsilon);
    const positive = multiply(graph, targets, logarithm(graph, p));
    const others = subtract(graph, graph.scalar(1), targets);
    const negative = multiply(graph, others, logarithm(graph, subtract(graph, graph.scalar(1), p)));
    return { loss: scale(graph, meanOfAll(graph, add(graph, positive, negative)), -1), correct };
  }
  // max(x, 0) − x t + log(1 + e^−|x|): exact for any logit x.
  const x = origin?.input ?? answers;
  const rest = softplus(graph, scale(graph, absolute(graph, x), -1));
  const losses = add(graph, subtract(graph, relu(graph, x), multiply(graph, x, targets)), rest);
  return { loss: meanOfAll(graph, losses), correct };
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
