import type { LossName } from "../../src/recipes/recipe.ts";

/** What networks compute, in float64 and written from its definition. */

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
export const mean = (values: readonly number[]) => sum(values) / values.length;

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const softplus = (x: number) => Math.log(1 + Math.exp(x));
const relu = (x: number) => Math.max(x, 0);
const softmax = (z: readonly number[]) => z.map((x) => Math.exp(x) / sum(z.map(Math.exp)));

/** 2/√π ∫ e^(−t²), term by term of its power series. */
function errorFunction(x: number): number {
  let term = x;
  let total = x;
  for (let n = 1; n < 60; n++) {
    term *= -(x ** 2) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

type Row = readonly number[];

const each = (f: (x: number) => number) => (z: Row) => z.map(f);
const negativePart = (x: number) => (x > 0 ? 0 : Math.exp(x) - 1);

/** Of a row of numbers, by Keras' names. */
export const activations: Readonly<Record<string, (z: Row) => Row>> = {
  linear: (z) => z,
  relu: each(relu),
  relu6: each((x) => Math.min(relu(x), 6)),
  elu: each((x) => relu(x) + negativePart(x)),
  selu: each((x) => 1.05070098 * (relu(x) + 1.67326324 * negativePart(x))),
  sigmoid: each(sigmoid),
  hard_sigmoid: each((x) => Math.min(Math.max(0.2 * x + 0.5, 0), 1)),
  tanh: each(Math.tanh),
  softplus: each(softplus),
  softsign: each((x) => x / (1 + Math.abs(x))),
  softmax,
  swish: each((x) => x * sigmoid(x)),
  mish: each((x) => x * Math.tanh(softplus(x))),
  gelu: each((x) => (x / 2) * (1 + errorFunction(x / Math.SQRT2))),
};

export type End = "softmax" | "sigmoid" | "linear";
export const ends: readonly End[] = ["softmax", "sigmoid", "linear"];

/** Loss of one row of outputs before their activation; what is no probability at the end becomes one in the loss. */
export const losses: Readonly<Record<LossName, (end: End, z: Row, targets: Row) => number>> = {
  crossentropy: (end, z, t) => {
    const p = end === "sigmoid" ? z.map(sigmoid) : softmax(z);
    return -sum(p.map((share, i) => t[i] * Math.log(share / sum(p))));
  },
  binaryCrossentropy: (end, z, t) => {
    const p = end === "softmax" ? softmax(z) : z.map(sigmoid);
    return -mean(p.map((share, i) => t[i] * Math.log(share) + (1 - t[i]) * Math.log(1 - share)));
  },
  kullbackLeibler: (end, z, t) => {
    const p = end === "sigmoid" ? z.map(sigmoid) : softmax(z);
    return sum(p.map((share, i) => (t[i] === 0 ? 0 : t[i] * Math.log(t[i] / share))));
  },
  meanSquaredError: (end, z, t) => mean(errors(end, z, t).map((error) => error ** 2)),
  meanAbsoluteError: (end, z, t) => mean(errors(end, z, t).map(Math.abs)),
  huber: (end, z, t) =>
    mean(
      errors(end, z, t).map((error) => {
        const size = Math.abs(error);
        return size <= 1 ? size ** 2 / 2 : size - 0.5;
      }),
    ),
};

function errors(end: End, z: Row, targets: Row): number[] {
  return activations[end](z).map((value, i) => value - targets[i]);
}
