/** What a layer's weight is for, in Keras' own names: "kernel", "bias", "gamma", "moving_mean", … */
export type WeightRole = string;

/**
 * A weight tensor of a network, described without its values.
 *
 * `name` is unique in its model: the layer's path and the role, as in `conv2/kernel`, or
 * `backbone/conv2/kernel` for a layer of a nested model. A wrapper owns the weights of the layer inside it:
 * `bidirectional/forward_lstm/kernel` has the layer `bidirectional` and the role `kernel`.
 */
export interface WeightTensor {
  readonly name: string;
  /** Path of the layer that owns it: `conv2`, or `backbone/conv2` in a nested model. */
  readonly layer: string;
  /** Keras class of that layer: `Conv2D`, `Dense`, … */
  readonly className: string;
  readonly role: WeightRole;
  /** Row-major; convolution kernels are [kh, kw, in, out], dense kernels [in, out]. */
  readonly shape: readonly number[];
}

/** Number of weights in a tensor of this shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}
