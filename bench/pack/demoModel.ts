import type { Weight, WholeModel } from "../../src/models/wholeModel.ts";
import { sizeOf } from "../../src/pruning/tensor.ts";
import { gaussian } from "../timing.ts";
import { mobilenet } from "../topologies.ts";

/** Filters after each depthwise-separable block of MobileNet 1.0 (Howard et al. 2017, arXiv 1704.04861, table 1). */
const widths = [64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024];
const classes = 102;

/**
 * The original demo's 3,333,414 weights, normally distributed: pointwise kernels pruned to
 * 0.75, the last one to 0.8.
 */
export function demoModel(): WholeModel {
  const weights: Weight[] = [];
  const add = (layer: string, role: string, shape: readonly number[], sparsity = 0) => {
    weights.push(tensor(layer, role, shape, sparsity, weights.length + 1));
  };
  const normalized = (layer: string, channels: number) => {
    for (const role of ["gamma", "beta", "moving_mean", "moving_variance"]) add(`${layer}_bn`, role, [channels]);
  };
  add("conv1", "kernel", [3, 3, 3, 32]);
  normalized("conv1", 32);
  let width = 32;
  for (const [i, next] of widths.entries()) {
    add(`conv_dw_${i + 1}`, "depthwise_kernel", [3, 3, width, 1]);
    normalized(`conv_dw_${i + 1}`, width);
    add(`conv_pw_${i + 1}`, "kernel", [1, 1, width, next], 0.75);
    normalized(`conv_pw_${i + 1}`, next);
    width = next;
  }
  add("conv_preds", "kernel", [1, 1, width, classes], 0.8);
  add("conv_preds", "bias", [classes]);
  return { topology: mobilenet(1, 224, classes), weights };
}

/** One tensor of ten million, pruned to 0.75. */
export function tenMillion(): WholeModel {
  const fc = { class_name: "Dense", config: { name: "fc", units: 1_000, batch_input_shape: [null, 10_000] } };
  const topology = { class_name: "Sequential", config: { name: "net", layers: [fc] } };
  return { topology, weights: [tensor("fc", "kernel", [10_000, 1_000], 0.75, 1)] };
}

function tensor(layer: string, role: string, shape: readonly number[], sparsity: number, seed: number): Weight {
  const values = gaussian(sizeOf(shape), seed).map((value) => value * 0.05);
  const cut = values.map(Math.abs).sort()[Math.floor(sparsity * values.length)] ?? 0;
  const pruned = values.map((value) => (Math.abs(value) < cut ? 0 : value));
  return { name: `${layer}/${role}`, layer, className: "", role, shape, values: pruned };
}
