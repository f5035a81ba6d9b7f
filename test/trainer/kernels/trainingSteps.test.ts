import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { penaltiesOf } from "../../../src/trainer/engines/tfjs/updateRule.ts";
import { useFusedBatchNorm } from "../../../src/trainer/engines/wasm/fusedBatchNorm.ts";
import { createFusedUpdate } from "../../../src/trainer/engines/wasm/fusedUpdates.ts";
import { normals } from "../normals.ts";
import { optimizerOf } from "../optimizers.ts";
import { heap, randomTensor, tf } from "./oracle.ts";

/** A small network with every kernel of ours in it, and a function that trains it by one step. */
async function startTraining() {
  await tf.setBackend("wasm");
  const { layers } = tf;
  const model = tf.sequential({
    layers: [
      layers.conv2d({ inputShape: [13, 13, 3], filters: 10, kernelSize: 3, activation: "relu" }),
      layers.batchNormalization({}),
      layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: "same" }),
      layers.reLU({ maxValue: 6 }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 5 }),
    ],
  });
  useFusedBatchNorm(tf, heap, model);
  for (const [i, variable] of variablesOf(model).entries()) variable.assign(randomTensor(variable.shape, 40 + i));
  const optimizer = optimizerOf({ type: "adam", learningRate: 0.01, l2: 1e-4 });
  const rule = createFusedUpdate(tf, heap, optimizer);
  const learners = model.trainableWeights.map((weight, i) => {
    const variable = weight.read() as Variable;
    const mask = tf.tensor(
      normals(variable.size, 60 + i).map((value) => (value > 0 ? 1 : 0)),
      variable.shape,
    );
    const slots = rule.slots.map(() => tf.variable(tf.zeros(variable.shape), false));
    return { variable, mask, slots, ...penaltiesOf(optimizer, variable.shape) };
  });
  const train = (step: number) =>
    tf.tidy(() => {
      const x = randomTensor([8, 13, 13, 3], step % 7);
      const { value, grads } = tf.variableGrads(
        () => tf.mean(tf.square(model.apply(x, { training: true }) as Tensor)),
        learners.map(({ variable }) => variable),
      );
      for (const learner of learners) {
        rule.update({ ...learner, gradient: grads[learner.variable.name], step, learningRate: 0.01 });
      }
      return value.dataSync()[0];
    });
  return { model, train };
}

function variablesOf(model: LayersModel): Variable[] {
  return model.weights.map((weight) => weight.read() as Variable);
}

describe("training on wasm", () => {
  it("gives the same bits each time, on one thread as on several", async () => {
    const run = async () => {
      const { model, train } = await startTraining();
      const losses = Array.from({ length: 20 }, (_, step) => train(step));
      return { losses, weights: variablesOf(model).map((variable) => new Uint32Array(variable.dataSync().buffer)) };
    };
    const first = await run();
    expect(await run()).toEqual(first);
    heap.threads.alone = true;
    const alone = await run();
    heap.threads.alone = false;
    expect(alone).toEqual(first);
    expect(first.losses[19]).toBeLessThan(first.losses[0]);
  });

  it("needs no more tensors and no more memory after 200 steps than after 20", async () => {
    const { train } = await startTraining();
    const use = () => ({ ...tf.memory(), heap: heapSize() });
    for (let step = 0; step < 20; step++) train(step);
    const early = use();
    for (let step = 20; step < 200; step++) train(step);
    expect(use()).toEqual(early);
  });
});

function heapSize(): number {
  const backend = tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
  return backend.wasm.HEAPU8.byteLength;
}
