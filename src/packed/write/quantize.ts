import type { EncodedTensor } from "./encodeTensor.ts";
import { splitPlanes } from "./split.ts";
import { packStream } from "./streams.ts";

/** What rounding to int8 did to a tensor. */
export interface Quantization {
  /** Weights that were not zero and are now. */
  readonly roundedToZero: number;
  /** Largest |w − its rounded value|. */
  readonly largestError: number;
}

export interface QuantizedTensor extends Quantization {
  /** −127..127, one a weight. */
  readonly steps: Int8Array;
  /** Weight i has the scale i mod their number. */
  readonly scales: Float32Array;
}

const most = 127;

/**
 * Rounds weights to whole steps of a scale, symmetric about zero: zero stays exactly zero, and the largest |w| of a channel
 * is at most 127 steps. The error is at most half a step.
 *
 * @param values finite, row-major
 * @param channels of the last axes, a scale for each; 1 for one scale in all
 */
export function quantize(values: Float32Array, channels: number): QuantizedTensor {
  const scales = scalesOf(values, channels);
  const steps = new Int8Array(values.length);
  let roundedToZero = 0;
  let largestError = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const scale = scales[i % channels];
    const step = Math.max(-most, Math.min(most, Math.round(value / scale)));
    steps[i] = step;
    if (value !== 0 && steps[i] === 0) roundedToZero++;
    largestError = Math.max(largestError, Math.abs(value - Math.fround(step * scale)));
  }
  return { steps, scales, roundedToZero, largestError };
}

/** Below it a float32 has fewer bits, down to none. */
const smallestNormal = 2 ** -126;

/** Largest |w| of each channel / 127, rounded up to 8 significant bits: 16 of its 32 bits then take no room. */
function scalesOf(values: Float32Array, channels: number): Float32Array {
  const scales = new Float32Array(channels);
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i]);
    if (magnitude > scales[i % channels]) scales[i % channels] = magnitude;
  }
  const bits = new Uint32Array(scales.buffer);
  for (let channel = 0; channel < channels; channel++) {
    scales[channel] = Math.max(scales[channel] / most, smallestNormal);
    if (bits[channel] & 0xffff) bits[channel] = (bits[channel] & 0xffff0000) + 0x10000;
  }
  return scales;
}

/** As it goes into the file. */
export function encodeQuantized({ steps, scales }: QuantizedTensor): EncodedTensor {
  const planes = splitPlanes(new Uint32Array(scales.buffer));
  return {
    encoding: "int8",
    nonZero: steps.reduce((count, step) => count + (step === 0 ? 0 : 1), 0),
    streams: [new Uint8Array(steps.buffer), Buffer.concat(planes)].map(packStream),
  };
}
