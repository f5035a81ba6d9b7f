import type { Graph, Output } from "./graph.ts";

/** Batch normalisation of [batch, height, width, channels] (Ioffe & Szegedy 2015, arXiv 1502.03167), fused. */

export interface Normalized {
  readonly output: Output;
  /** Of the batch, [channels]. The variance is the unbiased one: times N / (N − 1), N numbers a channel. */
  readonly mean: Output;
  readonly unbiasedVariance: Output;
}

/** With the statistics of the batch. */
export function normalizeByBatch(graph: Graph, x: Output, gamma: Output, beta: Output, epsilon: number): Normalized {
  const none = graph.floats([]);
  const attributes = { ...shared, epsilon: { float: epsilon }, is_training: { bool: true } } as const;
  const channels = gamma.shape;
  const [output, mean, unbiasedVariance, ...reserved] = graph.outputs(
    "FusedBatchNormV3",
    [x, gamma, beta, none, none],
    { ...attributes, exponential_avg_factor: { float: 1 } },
    [x.shape, channels, channels, channels, channels, []],
  );
  graph.tape.record(output, [x, gamma, beta], (gradient) =>
    gradients(graph, [gradient, x, gamma, ...reserved], attributes),
  );
  return { output, mean, unbiasedVariance };
}

/** With given statistics, [channels], which get no gradient. */
export function normalizeByStatistics(
  graph: Graph,
  x: Output,
  gamma: Output,
  beta: Output,
  statistics: { readonly mean: Output; readonly variance: Output },
  epsilon: number,
): Output {
  const { mean, variance } = statistics;
  const attributes = { ...shared, epsilon: { float: epsilon }, is_training: { bool: false } } as const;
  const channels = gamma.shape;
  const [output, , , , , reserved] = graph.outputs(
    "FusedBatchNormV3",
    [x, gamma, beta, mean, variance],
    { ...attributes, exponential_avg_factor: { float: 1 } },
    [x.shape, channels, channels, channels, channels, []],
  );
  return graph.tape.record(output, [x, gamma, beta], (gradient) =>
    gradients(graph, [gradient, x, gamma, mean, variance, reserved], attributes),
  );
}

const shared = { T: { type: "float32" }, U: { type: "float32" }, data_format: { text: "NHWC" } } as const;

function gradients(
  graph: Graph,
  inputs: readonly Output[],
  attributes: Parameters<Graph["outputs"]>[2],
): readonly Output[] {
  const [, x, gamma] = inputs;
  const [toX, toGamma, toBeta] = graph.outputs("FusedBatchNormGradV3", inputs, attributes, [
    x.shape,
    gamma.shape,
    gamma.shape,
    [],
    [],
  ]);
  return [toX, toGamma, toBeta];
}
