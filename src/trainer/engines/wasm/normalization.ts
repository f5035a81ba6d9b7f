import type { TensorInfo } from "@tensorflow/tfjs-core";
import { grainOfRows } from "./grains.ts";
import type { Heap } from "./heap.ts";

/*
 * Batch normalisation of [rows, channels] while training, and its gradient: sums over segments of the rows, which make
 * factors for each channel, with which each row is computed.
 */

interface Matrix {
  readonly rows: number;
  readonly channels: number;
}

interface Normalization extends Matrix {
  readonly x: TensorInfo;
  readonly gamma: TensorInfo;
  readonly beta: TensorInfo;
  readonly epsilon: number;
  /** Outputs: of the shape of x, and [3, channels]: mean, variance, 1 / √(variance + epsilon). */
  readonly y: TensorInfo;
  readonly statistics: TensorInfo;
}

export function normalize(heap: Heap, { rows, channels, epsilon, ...tensors }: Normalization): void {
  const { kernels } = heap;
  const [x, gamma, beta, y, statistics] = [tensors.x, tensors.gamma, tensors.beta, tensors.y, tensors.statistics].map(
    (tensor) => heap.pointer(tensor),
  );
  const { sums, factors, segments } = plan(heap, rows, channels, 2);
  heap.run("batchNormMoments", [x, sums, rows, channels], segments, kernels.batchNormScratch(channels));
  kernels.batchNormStatistics(sums, gamma, beta, statistics, factors, rows, channels, epsilon);
  heap.run("batchNormScale", [x, factors, y, channels], { total: rows, grain: grainOfRows(channels) });
}

interface NormalizationGradient extends Matrix {
  readonly x: TensorInfo;
  readonly dy: TensorInfo;
  readonly gamma: TensorInfo;
  /** Of the forward pass. */
  readonly statistics: TensorInfo;
  /** Outputs. */
  readonly dx: TensorInfo;
  readonly dGamma: TensorInfo;
  readonly dBeta: TensorInfo;
}

export function normalizeGradient(heap: Heap, { rows, channels, ...tensors }: NormalizationGradient): void {
  const { kernels } = heap;
  const [x, dy, gamma, statistics] = [tensors.x, tensors.dy, tensors.gamma, tensors.statistics].map((tensor) =>
    heap.pointer(tensor),
  );
  const [dx, dGamma, dBeta] = [tensors.dx, tensors.dGamma, tensors.dBeta].map((tensor) => heap.pointer(tensor));
  const { sums, factors, segments } = plan(heap, rows, channels, 3);
  // The mean is the first row of the statistics.
  heap.run(
    "batchNormGradientSums",
    [x, dy, statistics, sums, rows, channels],
    segments,
    kernels.batchNormGradientScratch(channels),
  );
  kernels.batchNormGradientFactors(sums, gamma, statistics, dGamma, dBeta, factors, rows, channels);
  const range = { total: rows, grain: grainOfRows(channels) };
  heap.run("batchNormGradient", [x, dy, statistics, factors, dx, channels], range);
}

/** Working memory for sums and factors, and the range of segments. */
function plan(heap: Heap, rows: number, channels: number, factorRows: number) {
  const { kernels } = heap;
  const sumBytes = kernels.segmentsScratch(rows, channels);
  const sums = heap.scratch(sumBytes + factorRows * (channels + 3) * 4);
  const total = kernels.segmentCount(rows);
  return { sums, factors: sums + sumBytes, segments: { total, grain: grainOfRows((rows / total) * channels) } };
}
