import type { Tensor } from "@tensorflow/tfjs-core";
import { sizeOf } from "../../../pruning/tensor.ts";
import type { Tf } from "./namespace.ts";

/**
 * What rows hold one after the other, [size, ...shape] each.
 *
 * @param values [size, numbers of all shapes], row-major
 * @param shapes without the batch; a dimension of 0, which a network leaves open, takes what is left
 */
export function splitRows(
  tf: Tf,
  values: Float32Array,
  size: number,
  shapes: readonly (readonly number[])[],
): Tensor[] {
  const [only, ...others] = shapes;
  if (others.length === 0) return [tf.tensor(values, [size, ...closed(only, values.length / size)], "float32")];
  const rows = tf.tensor2d(values, [size, values.length / size], "float32");
  let start = 0;
  return shapes.map((shape) => {
    const width = sizeOf(shape);
    const part = tf.slice(rows, [0, start], [size, width]);
    start += width;
    return tf.reshape(part, [size, ...shape]);
  });
}

function closed(shape: readonly number[], size: number): number[] {
  const open = size / sizeOf(shape.map((dimension) => dimension || 1));
  return shape.map((dimension) => dimension || open);
}
