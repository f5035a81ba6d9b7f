import type { Affine } from "./affine.ts";
import type { ChannelAxis, Stage } from "./linearLayers.ts";

/** A layer's kernels, in the order in which it applies them, and its bias. In float64: rounded when all is folded. */
export interface Kernels {
  readonly stages: readonly Stage[];
  readonly values: readonly Float64Array[];
  /** As many as the layer has channels that come out; zeros where it has no bias. */
  readonly bias: Float64Array;
}

/** Kernels that do what these do and then the affine map of each channel that comes out. */
export function followedBy({ stages, values, bias }: Kernels, { scale, shift }: Affine): Kernels {
  return {
    stages,
    values: values.map((kernel, i) => (i === stages.length - 1 ? scaled(kernel, stages[i]!.outputs, scale) : kernel)),
    bias: bias.map((value, channel) => value * scale[channel]! + shift[channel]!),
  };
}

/** Kernels that do what these do after the affine map of each channel that goes in, where no input is padded. */
export function precededBy({ stages, values, bias }: Kernels, { scale, shift }: Affine): Kernels {
  const shifts = stages.reduce((given, stage, i) => carried(values[i]!, stage, given), shift);
  return {
    stages,
    values: values.map((kernel, i) => (i === 0 ? scaled(kernel, stages[i]!.inputs, scale) : kernel)),
    bias: bias.map((value, channel) => value + shifts[channel]!),
  };
}

/** Zeros stay zeros, and positive ones: −0 would be a pruned weight whose bits are not those of 0. */
function scaled(kernel: Float64Array, axis: ChannelAxis, scale: Float64Array): Float64Array {
  return kernel.map((value, i) => (value === 0 ? 0 : value * scale[channelOf(axis, i)]!));
}

/** What a kernel makes of an input that is the same everywhere. */
function carried(kernel: Float64Array, { inputs, outputs }: Stage, given: Float64Array): Float64Array {
  const sums = new Float64Array(outputs.size);
  for (let i = 0; i < kernel.length; i++) {
    sums[channelOf(outputs, i)]! += kernel[i]! * given[channelOf(inputs, i)]!;
  }
  return sums;
}

function channelOf({ inner, size }: ChannelAxis, element: number): number {
  return Math.floor(element / inner) % size;
}

/** Whether all numbers are some in float32 too. */
export function fitsFloat32({ values, bias }: Kernels): boolean {
  return [...values, bias].every((array) => array.every((value) => Number.isFinite(Math.fround(value))));
}
