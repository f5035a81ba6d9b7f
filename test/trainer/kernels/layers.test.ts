import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { withSeededRandom } from "../../../src/trainer/engines/tfjs/seededRandom.ts";
import { accelerateLayers } from "../../../src/trainer/engines/wasm/acceleratedLayers.ts";
import {
  trainableOnWasm,
  untrainableLayers,
  untrainableOnWasm,
} from "../../../src/trainer/engines/wasm/layerCoverage.ts";
import { normals } from "../normals.ts";
import { type LayerCase, layerCases, untrainableCases } from "./layerCases.ts";
import { expectSame, heap, on, randomTensor, tf } from "./oracle.ts";

/** One training step's output, gradients, and weights after it, of a layer with set weights on set inputs. */
function train({ inputs, indices, apply }: LayerCase, accelerated: boolean): Record<string, Tensor> {
  return withSeededRandom(1, 0, () => {
    const symbols = inputs.map(([, ...shape]) => tf.input({ shape }));
    const model = tf.model({ inputs: symbols, outputs: apply(tf.layers, symbols) });
    setWeights(model.weights.map((weight) => weight.read() as Variable));
    if (accelerated) accelerateLayers(tf, heap, model);
    const values = inputs.map((shape, i) =>
      tf.variable(indices ? indexTensor(shape, indices) : randomTensor(shape, i)),
    );
    const learning = model.trainableWeights.map((weight) => weight.read() as Variable);
    const variables = indices ? learning : [...values, ...learning];
    let output: Tensor | undefined;
    const { grads } = tf.variableGrads(() => {
      output = tf.keep(model.apply(values, { training: true }) as Tensor);
      return tf.sum(tf.mul(output, randomTensor(output.shape, 99)));
    }, variables);
    const gradients = Object.fromEntries(variables.map(({ name }, i) => [`gradient ${i}`, grads[name]]));
    const weights = Object.fromEntries(model.weights.map((weight, i) => [`weight ${i}`, weight.read()]));
    return { ...(output && { output }), ...gradients, ...weights };
  });
}

async function compare(layer: LayerCase): Promise<void> {
  const expected = await on("cpu", () => train(layer, false));
  expectSame(await on("wasm", () => train(layer, true)), expected, 2e-5);
}

function setWeights(weights: readonly Variable[]): void {
  for (const [i, weight] of weights.entries()) {
    // Positive, for some are variances.
    const values = normals(weight.size, 20 + i).map((value) => Math.abs(value) * 0.5 + 0.05);
    weight.assign(tf.tensor(values, weight.shape));
  }
}

function indexTensor(shape: readonly number[], below: number): Tensor {
  const values = normals(tf.util.sizeFromShape([...shape]), 5).map(
    (value) => Math.floor(Math.abs(value) * 100) % below,
  );
  return tf.tensor(values, [...shape]);
}

describe("a layer on wasm trains as on the reference backend", () => {
  it.each(layerCases.map((layer) => ({ name: [layer.className, layer.of ?? ""].join(" "), layer })))(
    "$name",
    ({ layer }) => compare(layer),
  );
});

describe("the table of trainable layers", () => {
  it("lists exactly the classes that are compared here", () => {
    expect([...trainableOnWasm].sort()).toEqual([...new Set(layerCases.map(({ className }) => className))].sort());
  });

  it("gives a reason for the classes that are known not to train", () => {
    expect(Object.keys(untrainableOnWasm).sort()).toEqual(untrainableCases.map(({ className }) => className).sort());
    expect(Object.keys(untrainableOnWasm).filter((className) => trainableOnWasm.has(className))).toEqual([]);
  });

  it.each(untrainableCases)("is right that $className does not train", async (layer) => {
    await expect(compare(layer)).rejects.toThrow();
  });

  it("refuses other layers by name, wrapped and nested ones too", () => {
    const layer = (class_name: string, name: string, config = {}) => ({ class_name, config: { name, ...config } });
    const topology = {
      class_name: "Sequential",
      config: {
        name: "model",
        layers: [
          layer("Dense", "fine"),
          layer("Conv3D", "video"),
          layer("TimeDistributed", "wrapper", { layer: layer("Lambda", "inner") }),
          layer("Sequential", "backbone", { layers: [layer("Capsule", "caps")] }),
        ],
      },
    };
    expect(untrainableLayers(topology).map(({ layer: path, className }) => [path, className])).toEqual([
      ["video", "Conv3D"],
      ["wrapper", "Lambda"],
      ["backbone/caps", "Capsule"],
    ]);
  });
});
