import type { Topology } from "../../src/models/modelFile.ts";
import type { Weight, WholeModel } from "../../src/models/wholeModel.ts";
import { sizeOf } from "../../src/pruning/tensor.ts";
import { prunedWeights } from "./weights.ts";

/** A small network with a nested model, pruned, for images of 8 × 8. */
export function smallNetwork(): WholeModel & { readonly topology: Topology } {
  const conv = {
    name: "conv",
    filters: 16,
    kernel_size: [3, 3],
    activation: "relu",
    batch_input_shape: [null, 8, 8, 1],
  };
  const layers = [
    { class_name: "Sequential", config: { name: "body", layers: [{ class_name: "Conv2D", config: conv }] } },
    { class_name: "Flatten", config: { name: "flatten" } },
    { class_name: "Dense", config: { name: "fc", units: 30, activation: "softmax" } },
  ];
  const weights = [
    weight("body/conv", "Conv2D", "kernel", [3, 3, 1, 16], 0.5),
    weight("body/conv", "Conv2D", "bias", [16], 0),
    weight("fc", "Dense", "kernel", [576, 30], 0.8),
    weight("fc", "Dense", "bias", [30], 0),
  ];
  return { topology: { class_name: "Sequential", config: { name: "net", layers } }, weights };
}

function weight(layer: string, className: string, role: string, shape: readonly number[], sparsity: number): Weight {
  const name = `${layer}/${role}`;
  return { name, layer, className, role, shape, values: prunedWeights(sizeOf(shape), sparsity, name.length) };
}

/** Images of 8 × 8, always the same ones. */
export function inputsOf(count: number): number[][][][] {
  const pixel = (i: number) => Math.sin(1 + i) ** 2;
  const side = [...Array(8).keys()];
  return Array.from({ length: count }, (_, image) =>
    side.map((row) => side.map((column) => [pixel(64 * image + 8 * row + column)])),
  );
}
