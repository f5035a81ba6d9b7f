import "@tensorflow/tfjs-backend-cpu";
import type { Tensor } from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import { startBackend } from "../../../src/trainer/engines/wasm/backend.ts";
import { normals } from "../normals.ts";

/** More threads than a small machine has cores: their pieces then come in any order. */
export const { tf, heap } = await startBackend(3);
heap.threads.dividesAll = true;

export function randomTensor(shape: readonly number[], seed: number): Tensor {
  return tf.tensor(normals(tf.util.sizeFromShape([...shape]), seed), [...shape]);
}

/** Named results of a computation. */
export type Results = Record<string, Float32Array>;

/**
 * Runs a computation on the backend of that name, and reads what it returns. On wasm it is computed on several threads,
 * every kernel in pieces, and must have the bits that it has on one.
 */
export async function on(backend: "cpu" | "wasm", compute: () => Record<string, Tensor>): Promise<Results> {
  await tf.setBackend(backend);
  if (backend === "cpu") return read(compute);
  const results = read(compute);
  for (const [name, alone] of Object.entries(onOneThread(() => read(compute)))) {
    expect(Buffer.compare(bytesOf(alone), bytesOf(results[name])), `${name} has other bits on one thread`).toBe(0);
  }
  return results;
}

function read(compute: () => Record<string, Tensor>): Results {
  const results: Results = {};
  tf.tidy(() => {
    for (const [name, tensor] of Object.entries(compute())) results[name] = Float32Array.from(tensor.dataSync());
  });
  return results;
}

/** Does without the other threads. */
export function onOneThread<Result>(work: () => Result): Result {
  heap.threads.alone = true;
  try {
    return work();
  } finally {
    heap.threads.alone = false;
  }
}

function bytesOf({ buffer }: Float32Array): Uint8Array {
  return new Uint8Array(buffer);
}

/** Output of an operation, and the gradient of Σ output · random with respect to each input. */
export function withGradients(
  inputs: readonly Tensor[],
  operation: (...inputs: Tensor[]) => Tensor,
): Record<string, Tensor> {
  const y = operation(...inputs);
  const dy = randomTensor(y.shape, 99);
  const gradients = tf.grads(operation)([...inputs], dy);
  return { output: y, ...Object.fromEntries(gradients.map((gradient, i) => [`gradient ${i}`, gradient])) };
}

/**
 * Expects results to agree to `tolerance`, as the norm of the difference over the norm of the expected, and not to
 * be all zero: then the comparison would say nothing.
 */
export function expectSame(actual: Results, expected: Results, tolerance = 1e-5): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, reference] of Object.entries(expected)) {
    const values = actual[name];
    expect(values, name).toHaveLength(reference.length);
    const norm = Math.hypot(...reference);
    const distance = Math.hypot(...reference.map((value, i) => value - values[i]));
    expect(norm, `${name} is all zero`).toBeGreaterThan(0);
    expect(distance / norm, `${name} differs`).toBeLessThan(tolerance);
  }
}

/** Expects an operation and its gradients to be on wasm what they are on the reference backend. */
export async function expectSameOnBoth(
  shapes: readonly (readonly number[])[],
  operation: (...inputs: Tensor[]) => Tensor,
): Promise<void> {
  const compute = () =>
    withGradients(
      shapes.map((shape, i) => randomTensor(shape, i + 1)),
      operation,
    );
  const expected = await on("cpu", compute);
  expectSame(await on("wasm", compute), expected);
}
