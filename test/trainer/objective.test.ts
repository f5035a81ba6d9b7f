import type { Tensor } from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LossName } from "../../src/recipes/recipe.ts";
import type { NetworkEnd } from "../../src/trainer/engines/tfjs/networkEnd.ts";
import { createObjective } from "../../src/trainer/engines/tfjs/objective.ts";
import { startCpuBackend } from "./cpuEngine.ts";
import { losses, sum } from "./definitions.ts";

const tf = await startCpuBackend();

type Matrix = readonly (readonly number[])[];

/** Loss and its gradient by the outputs, both float32, and how many answers count as right. */
function judge(loss: LossName, end: NetworkEnd, outputs: Matrix, targets: readonly number[] | Matrix) {
  const objective = createObjective(tf, loss, end);
  const expected = tf.tensor(targets as number[] | number[][], undefined, "float32");
  const given = tf.tensor2d(outputs.map((row) => [...row]));
  const { value, grad } = tf.valueAndGrad((x: Tensor) => objective.loss(x, expected))(given);
  return {
    loss: value.dataSync()[0],
    gradient: [...grad.dataSync()],
    correct: objective.correct?.(given, expected).dataSync()[0],
  };
}

const soft = [
  [0.2, 0.5, 0.3],
  [0, 1, 0],
];
const answers = [
  [0.1, 0.7, 0.2],
  [0.25, 0.5, 0.25],
];
const certain = [
  [1, 0, 0],
  [1, 0, 0],
];
const halfWrong = [
  [1, 0, 0],
  [0, 0.5, 0.5],
];
const logits = [
  [2, -1, 0.5],
  [0, 0, 3],
];
const numbers = [
  [0, 0, 0],
  [1, -2, 5],
];
const guesses = [
  [3, -0.5, 0.25],
  [1, -1, 7.5],
];

/** What Keras 3.15 gives in float64, as in `float(keras.losses.Huber(dtype="float64")(targets, outputs))`. */
const golden: readonly [LossName, NetworkEnd, outputs: Matrix, targets: Matrix, expected: number][] = [
  ["crossentropy", "softmax", answers, soft, 0.9074165224291753],
  ["crossentropy", "softmax", certain, halfWrong, 8.059047875479163],
  ["crossentropy", "sigmoid", [[0.9, 0.6, 0.3]], [[0, 1, 0]], 1.0986122886681098],
  ["crossentropy", "logits", logits, soft, 2.6431171265390594],
  ["binaryCrossentropy", "sigmoid", answers, soft, 0.538778766989708],
  ["binaryCrossentropy", "logits", logits, soft, 1.2998580932617188],
  ["kullbackLeibler", "softmax", answers, soft, 0.3925885422167596],
  ["kullbackLeibler", "softmax", certain, halfWrong, 7.7124734292944055],
  ["kullbackLeibler", "logits", logits, soft, 2.128289167189503],
  ["meanSquaredError", "logits", guesses, numbers, 2.7604167461395264],
  ["meanAbsoluteError", "logits", guesses, numbers, 1.2083333730697632],
  ["huber", "logits", guesses, numbers, 0.8593750298023224],
];

describe("a loss", () => {
  it.each(golden)("is what Keras gives: %s of %s", (loss, end, outputs, targets, expected) => {
    expect(judge(loss, end, outputs, targets).loss).toBeCloseTo(expected, 5);
  });

  it("of classes is the same for their indices and for rows that are sure of them", () => {
    for (const end of ["softmax", "sigmoid", "logits"] as const) {
      const outputs = end === "logits" ? logits : answers;
      const rows = [
        [0, 0, 1],
        [0, 1, 0],
      ];
      expect(judge("crossentropy", end, outputs, [2, 1])).toEqual(judge("crossentropy", end, outputs, rows));
    }
  });

  it("of probable classes counts an answer as right where it is the most probable one", () => {
    const targets = [
      [0.4, 0.6, 0],
      [0.5, 0.2, 0.3],
    ];
    expect(judge("crossentropy", "softmax", answers, targets).correct).toBe(1);
  });

  it("without right and wrong answers counts none", () => {
    for (const loss of ["kullbackLeibler", "meanSquaredError", "meanAbsoluteError", "huber"] as const) {
      expect(judge(loss, "logits", guesses, soft).correct).toBeUndefined();
    }
  });

  it("of errors has no slope where there is no error", () => {
    for (const loss of ["meanSquaredError", "meanAbsoluteError", "huber"] as const) {
      expect(judge(loss, "logits", numbers, numbers)).toMatchObject({ loss: 0, gradient: [0, 0, 0, 0, 0, 0] });
    }
  });

  it("of logits goes on pulling at an answer that is wrong beyond all doubt", () => {
    const wrong = [[200, -200, 0]];
    const right = [[0, 1, 0]];
    for (const loss of ["crossentropy", "binaryCrossentropy", "kullbackLeibler"] as const) {
      const { loss: value, gradient } = judge(loss, "logits", wrong, right);
      expect(value).toBeGreaterThan(100);
      expect(value).toBeLessThan(Number.POSITIVE_INFINITY);
      expect(gradient[1]).toBeLessThan(-0.1);
    }
  });

  it("of probabilities is finite where they are 0 and 1", () => {
    for (const loss of ["crossentropy", "binaryCrossentropy", "kullbackLeibler"] as const) {
      const { loss: value, gradient } = judge(loss, "softmax", [[1, 0, 0]], [[0, 1, 0]]);
      expect(value).toBeGreaterThan(1);
      for (const number of [value, ...gradient]) expect(number).toSatisfy(Number.isFinite);
    }
  });

  it("of sigmoids learns one class of many rather than to say yes to all", () => {
    const yes = judge("crossentropy", "sigmoid", [[0.99, 0.99, 0.99]], [0]);
    const one = judge("crossentropy", "sigmoid", [[0.9, 0.05, 0.05]], [0]);
    expect(one.loss).toBeLessThan(yes.loss);
  });
});

describe.each(Object.entries(losses))("the gradient of %s", (name, definition) => {
  /** Outputs that lie no closer to a target, or to an error of 1, than a difference quotient is wide. */
  const row = fc.tuple(
    fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 3, maxLength: 3 }),
    fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 3, maxLength: 3 }).filter((parts) => sum(parts) > 0),
  );

  it("is the slope of its definition in float64", () => {
    fc.assert(
      fc.property(row, ([outputs, parts]) => {
        const z = outputs.map((value) => value / 10 + 0.03);
        const t = parts.map((part) => part / sum(parts));
        const clear = z.every((value, i) => [0, 1].every((kink) => Math.abs(Math.abs(value - t[i]) - kink) > 1e-3));
        fc.pre(clear);
        const { loss, gradient } = judge(name as LossName, "logits", [z], [t]);
        expect(loss).toBeCloseTo(definition("linear", z, t), 4);
        const h = 1e-5;
        gradient.forEach((slope, i) => {
          const moved = (by: number) => definition("linear", z.with(i, z[i] + by), t);
          expect(slope).toBeCloseTo((moved(h) - moved(-h)) / (2 * h), 4);
        });
      }),
      { numRuns: 200 },
    );
  });
});
