import type { Tf } from "./namespace.ts";

const comparisons = ["Equal", "Greater", "Less", "LessEqual", "NotEqual"];

/**
 * Truth values do not change as their arguments move a little: their gradients are zero. The library knows that of
 * GreaterEqual alone; ThresholdedReLU and Masking stumble over the others.
 */
export function addComparisonGradients(tf: Tf): void {
  for (const kernelName of comparisons) addZeroGradient(tf, kernelName, ["a", "b"]);
  addZeroGradient(tf, "Any", ["x"]);
}

function addZeroGradient(tf: Tf, kernelName: string, inputs: string[]): void {
  if (tf.getGradient(kernelName)) return;
  tf.registerGradient({
    kernelName,
    inputsToSave: inputs,
    gradFunc: (_, saved) => Object.fromEntries(inputs.map((name, i) => [name, () => tf.zeros(saved[i].shape)])),
  });
}
