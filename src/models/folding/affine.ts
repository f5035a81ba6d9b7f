import type { Config } from "../topology/graph.ts";

/** What a batch normalisation does while nothing is trained: x · scale + shift, for each channel. */
export interface Affine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/** What Keras and tfjs take where a configuration does not say. */
const defaultEpsilon = 1e-3;

/**
 * gamma · (x − mean) / √(variance + ε) + beta, as one product and one sum (Ioffe & Szegedy 2015, arXiv:1502.03167,
 * algorithm 2). Without gamma it is 1, without beta 0.
 *
 * @param config of the BatchNormalization
 * @param values of its weights, by role
 * @returns undefined where the moving statistics are not there
 */
export function affineOf(config: Config, values: ReadonlyMap<string, Float32Array>): Affine | undefined {
  const mean = values.get("moving_mean");
  const variance = values.get("moving_variance");
  if (!mean || !variance) return undefined;
  const epsilon = typeof config.epsilon === "number" ? config.epsilon : defaultEpsilon;
  const gamma = values.get("gamma");
  const beta = values.get("beta");
  const scale = Float64Array.from(variance, (one, channel) => (gamma?.[channel] ?? 1) / Math.sqrt(one + epsilon));
  const shift = scale.map((factor, channel) => (beta?.[channel] ?? 0) - (mean[channel] ?? 0) * factor);
  return { scale, shift };
}

export function isFiniteAffine(affine: Affine): boolean {
  return affine.scale.every(Number.isFinite) && affine.shift.every(Number.isFinite);
}

/** Whether zeros stay zeros, so that it does not matter on which side of a padding it stands. */
export function keepsZero({ shift }: Affine): boolean {
  return shift.every((value) => value === 0);
}
