import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { Tf } from "../../../src/trainer/engines/tfjs/namespace.ts";
import { type Architecture, joined, through } from "./architecture.ts";

/** What a Subtract becomes when a model is opened. */
function difference({ layers: l }: Tf, a: SymbolicTensor, b: SymbolicTensor): SymbolicTensor {
  return joined(l.add(), a, through(b, l.rescaling({ scale: -1 })));
}

/** Networks of several inputs or outputs. */
export const severalEndsArchitectures: readonly Architecture[] = [
  {
    title: "an image and a table joined",
    size: 4,
    model: (tf) => {
      const { layers: l } = tf;
      const [image, table] = [tf.input({ shape: [6, 6, 2] }), tf.input({ shape: [5] })];
      const seen = through(
        image,
        l.conv2d({ filters: 3, kernelSize: 3, activation: "tanh" }),
        l.batchNormalization({ momentum: 0.8 }),
        l.globalAveragePooling2d({}),
      );
      const read = through(table, l.dense({ units: 4, activation: "tanh" }));
      const outputs = through(joined(l.concatenate(), seen, read), l.dense({ units: 3, activation: "softmax" }));
      return tf.model({ inputs: [image, table], outputs });
    },
  },
  {
    title: "a class, and a place in the image",
    loss: ["huber", "crossentropy"],
    lossWeights: [0.5, 2],
    model: (tf) => {
      const { layers: l } = tf;
      const inputs = tf.input({ shape: [8, 8, 2] });
      const seen = through(
        inputs,
        l.conv2d({ filters: 4, kernelSize: 3, activation: "tanh" }),
        l.maxPooling2d({ poolSize: 2 }),
        l.flatten(),
      );
      const place = through(seen, l.dense({ units: 4 }), l.reshape({ targetShape: [2, 2] }));
      const kind = through(seen, l.dense({ units: 3, activation: "softmax" }));
      return tf.model({ inputs, outputs: [place, kind] });
    },
  },
  {
    title: "siamese: one tower for two inputs, a yes or no of their difference, and the tower's own answer",
    loss: ["binaryCrossentropy", "kullbackLeibler", "meanSquaredError"],
    lossWeights: [1, 0.3, 0.1],
    model: (tf) => {
      const { layers: l } = tf;
      const image = tf.input({ shape: [5, 5, 1] });
      const features = through(
        image,
        l.conv2d({ filters: 3, kernelSize: 3, activation: "tanh" }),
        l.batchNormalization({ momentum: 0.7 }),
        l.flatten(),
        l.dense({ units: 4, activation: "tanh" }),
      );
      const answer = through(features, l.dense({ units: 3, activation: "softmax" }));
      const tower = tf.model({ inputs: image, outputs: [features, answer], name: "tower" });
      const pair = [tf.input({ shape: [5, 5, 1] }), tf.input({ shape: [5, 5, 1] })];
      const [[left, leftAnswer], [right]] = pair.map((one) => tower.apply(one) as SymbolicTensor[]);
      const apart = difference(tf, left, right);
      const same = through(apart, l.dense({ units: 1, activation: "sigmoid" }));
      return tf.model({ inputs: pair, outputs: [same, leftAnswer, apart] });
    },
  },
  {
    title: "sequences beside a table, step by step",
    operationByOperation: true,
    loss: "meanSquaredError",
    model: (tf) => {
      const { layers: l } = tf;
      const [steps, table] = [tf.input({ shape: [4, 2] }), tf.input({ shape: [3] })];
      const last = through(steps, l.gru({ units: 3, recurrentInitializer: "glorotUniform" }));
      const both = joined(l.concatenate(), last, table);
      return tf.model({
        inputs: [steps, table],
        outputs: [through(both, l.dense({ units: 2 })), through(both, l.dense({ units: 1 }))],
      });
    },
  },
];
