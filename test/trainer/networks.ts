import type { Topology } from "../../src/models/modelFile.ts";
import { sharedFloats } from "../../src/trainer/datasets/sharedMemory.ts";
import type { Batch, NetworkSetup } from "../../src/trainer/engines/engine.ts";
import { optimizerOf } from "./optimizers.ts";

/** Small networks and batches that the engine tests share. */

type Config = { readonly [key: string]: unknown };

export function layer(class_name: string, name: string, config: Config = {}): Topology {
  return { class_name, config: { name, ...config } };
}

export function sequential(...layers: Topology[]): Topology {
  return { class_name: "Sequential", config: { name: "network", layers } };
}

/** Convolution, pooling, dropout and two dense layers on 8×8×2 inputs and 3 classes. */
export const smallConvNet = sequential(
  layer("Conv2D", "conv", { filters: 5, kernel_size: [3, 3], activation: "tanh", batch_input_shape: [null, 8, 8, 2] }),
  layer("MaxPooling2D", "pool", { pool_size: [2, 2] }),
  layer("Flatten", "flatten"),
  layer("Dense", "fc1", { units: 12, activation: "tanh" }),
  layer("Dense", "fc2", { units: 3, activation: "softmax" }),
);

export function setupOf(topology: Topology, changes: Partial<NetworkSetup> = {}): NetworkSetup {
  return {
    topology,
    weights: () => undefined,
    loss: "crossentropy",
    optimizer: optimizerOf({ type: "momentum", learningRate: 0.05, l2: 0.001 }),
    trainable: "all",
    seed: 5,
    ...changes,
  };
}

/** Repeatable inputs that depend on the class, in shared memory as a thread fills them, and class indices. */
export function classBatch(size: number, inputSize: number, classes: number, salt = 0): Batch {
  const inputs = sharedFloats(size * inputSize);
  const targets = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    targets[i] = (i * 7 + salt) % classes;
    for (let j = 0; j < inputSize; j++) {
      inputs[i * inputSize + j] =
        Math.sin((i + 1) * (j + 3) * 12.9898 + salt) * 0.5 + (j % classes === targets[i] ? 0.8 : 0);
    }
  }
  return { size, inputs, targets };
}
