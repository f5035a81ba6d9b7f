import type { TensorInfo } from "@tensorflow/tfjs-core";
import { grainOfRows } from "./grains.ts";
import type { Heap } from "./heap.ts";

/*
 * Batch normalisation of [rows, channels] while training, and its gradient: sums over segments of the rows, which make
 * factors for each channel, with which each row is computed.
 */

/** What a batch normalisation is, beside its weights: a type, for tfjs takes it as a kernel's attributes. */
export type NormalizationSettings = {
  readonly epsilon: number;
  /** An activation that follows clips to this range; it is infinite for none. */
  readonly low: number;
  readonly high: number;
};

interface Matrix {
  readonly rows: number;
  readonly channels: number;
}

interface Normalization extends Matrix {
  readonly x: TensorInfo;
  readonly gamma: TensorInfo;
  readonly beta: TensorInfo;
  /** Output, of the shape of x. */
  readonly y: TensorInfo;
  /** Output, [5, channels]: mean, variance, 1 / √(variance + epsilon), scale and shift. */
  readonly statistics: TensorInfo;
}

export function normalize(
  heap: Heap,
  { rows, channels, ...tensors }: Normalization,
  { epsilon, low, high }: NormalizationSettings,
): void {
  const { kernels } = heap;
  const { x, gamma, beta, y, statistics } = pointersTo(heap, tensors);
  const { moments, segments } = reserveMoments(heap, rows, channels);
  heap.run("batchNormMoments", [x, moments, rows, channels], segments, kernels.batchNormScratch(channels));
  kernels.batchNormStatistics(moments, gamma, beta, statistics, rows, channels, epsilon);
  const scale = statistics + 3 * channels * 4;
  heap.run("batchNormScale", [x, scale, y, channels, low, high], { total: rows, grain: grainOfRows(channels) });
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

export function normalizeGradient(
  heap: Heap,
  { rows, channels, ...tensors }: NormalizationGradient,
  { low, high }: NormalizationSettings,
): void {
  const { kernels } = heap;
  const { x, dy, gamma, statistics, dx, dGamma, dBeta } = pointersTo(heap, tensors);
  const { moments: sums, factors, segments } = reserveMoments(heap, rows, channels);
  const summing = [x, dy, statistics, sums, rows, channels, low, high] as const;
  heap.run("batchNormGradientSums", summing, segments, kernels.batchNormGradientScratch(channels));
  kernels.batchNormGradientFactors(sums, gamma, statistics, dGamma, dBeta, factors, rows, channels);
  const own = [x, dy, statistics, factors, dx, channels, low, high] as const;
  heap.run("batchNormGradient", own, { total: rows, grain: grainOfRows(channels) });
}

function pointersTo<Name extends string>(heap: Heap, tensors: Record<Name, TensorInfo>): Record<Name, number> {
  const entries = Object.entries<TensorInfo>(tensors).map(([name, tensor]) => [name, heap.pointer(tensor)]);
  return Object.fromEntries(entries) as Record<Name, number>;
}

/** Working memory for what is summed up, and for three factors a channel that follow from it; the range of segments. */
function reserveMoments(heap: Heap, rows: number, channels: number) {
  const { kernels } = heap;
  const bytes = kernels.segmentsScratch(rows, channels);
  const moments = heap.scratch(bytes + 3 * (channels + 3) * 4);
  const total = kernels.segmentCount(rows);
  return { moments, factors: moments + bytes, segments: { total, grain: grainOfRows((rows / total) * channels) } };
}
