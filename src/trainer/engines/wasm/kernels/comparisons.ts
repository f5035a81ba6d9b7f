import type { Tf } from "../../tfjs/namespace.ts";

const comparisons = ["Equal", "Greater", "Less", "LessEqual", "NotEqual"];

/**
 * Truth values do not change as their arguments move a little: their gradients are zero. The library knows that of
 * GreaterEqual alone; ThresholdedReLU and Masking stumble over the others.
 */
export function registerComparisons(tf: Tf): void {
  for (const kernelName of comparisons) registerZeroGradient(tf, kernelName, ["a", "b"]);
  registerZeroGradient(tf, "Any", ["x"]);
}

function registerZeroGradient(tf: Tf, kernelName: string, inputs: string[]): void {
  if (tf.getGradient(kernelName)) return;
  tf.registerGradient({
    kernelName,
    inputsToSave: inputs,
    gradFunc: (_, saved) => Object.fromEntries(inputs.map((name, i) => [name, () => tf.zeros(saved[i].shape)])),
  });
}
