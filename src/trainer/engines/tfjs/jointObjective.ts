import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { Goal } from "../goals.ts";
import type { Tf } from "./namespace.ts";
import { endsOf } from "./networkEnd.ts";
import { createObjective } from "./objective.ts";

/** What all outputs of a network are trained for together. */
export interface JointObjective {
  /** Sum of the outputs' mean losses over the examples of the batch, each times its weight. */
  loss(outputs: readonly Tensor[], targets: readonly Tensor[]): Scalar;
  /** How many answers of the first output that knows right and wrong are right; undefined where none does. */
  correct: ((outputs: readonly Tensor[], targets: readonly Tensor[]) => Scalar) | undefined;
}

export function createJointObjective(tf: Tf, goals: readonly Goal[], model: LayersModel): JointObjective {
  const ends = endsOf(model);
  const objectives = goals.map(({ loss }, i) => createObjective(tf, loss, ends[i]));
  const counted = objectives.findIndex(({ correct }) => correct);
  const count = objectives[counted]?.correct;
  return {
    loss: (outputs, targets) =>
      objectives
        .map((objective, i) => weighed(tf, objective.loss(outputs[i], targets[i]), goals[i].weight))
        .reduce((sum, loss) => tf.add(sum, loss)),
    correct: count && ((outputs, targets) => count(outputs[counted], targets[counted])),
  };
}

function weighed(tf: Tf, loss: Scalar, weight: number): Scalar {
  return weight === 1 ? loss : tf.mul(loss, weight);
}
