import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { Tf } from "../../../src/trainer/engines/tfjs/namespace.ts";
import { type Architecture, functional, joined, through } from "./architecture.ts";

const series = [12, 3];

/** `tf.layers.conv1d` makes the library's own, whose causal padding is not complete. */
function causal(tf: Tf, filters: number, dilationRate: number, activation: string) {
  const [convolution] = tf.serialization.SerializationMap.getMap().classNameMap.Conv1D;
  const config = { filters, kernelSize: 2, dilationRate, activation, padding: "causal" };
  return convolution.fromConfig(convolution, config) as ReturnType<Tf["layers"]["conv1d"]>;
}

/** Networks that look at sequences. */
export const sequenceArchitectures: readonly Architecture[] = [
  {
    title: "CNN of sequences: convolutions, pools, the largest of each channel",
    model: functional(series, (l, x) =>
      through(
        x,
        l.conv1d({ filters: 4, kernelSize: 3, padding: "same", activation: "tanh" }),
        l.maxPooling1d({ poolSize: 2 }),
        l.conv1d({ filters: 5, kernelSize: 3, strides: 2, activation: "tanh" }),
        l.averagePooling1d({ poolSize: 2, padding: "same" }),
        l.globalMaxPooling1d({}),
        l.dense({ units: 3, activation: "softmax" }),
      ),
    ),
  },
  {
    title: "temporal convolutions: causal, ever more dilated, with shortcuts",
    model: functional(series, (l, x, tf) => {
      const block = (y: SymbolicTensor, dilation: number) => {
        const body = through(y, causal(tf, 4, dilation, "tanh"), causal(tf, 4, dilation, "linear"));
        return joined(l.add(), body, through(y, l.conv1d({ filters: 4, kernelSize: 1 })));
      };
      return through(
        block(block(block(x, 1), 2), 4),
        l.globalAveragePooling1d({}),
        l.dense({ units: 3, activation: "softmax" }),
      );
    }),
  },
  {
    title: "WaveNet: gated, dilated, with skips to the end",
    loss: "huber",
    model: functional(series, (l, x, tf) => {
      let y = through(x, causal(tf, 4, 1, "linear"));
      const skips: SymbolicTensor[] = [];
      for (const dilation of [1, 2, 4]) {
        const gated = joined(
          l.multiply(),
          through(y, causal(tf, 4, dilation, "tanh")),
          through(y, causal(tf, 4, dilation, "sigmoid")),
        );
        const skip = through(gated, l.conv1d({ filters: 4, kernelSize: 1 }));
        skips.push(skip);
        y = joined(l.add(), y, skip);
      }
      const total = through(joined(l.add(), ...skips), l.activation({ activation: "softplus" }));
      return through(total, l.conv1d({ filters: 1, kernelSize: 1 }), l.flatten());
    }),
  },
  {
    title: "CNN of text: embedded words, windows of several lengths",
    indices: 11,
    model: functional([9], (l, x) => {
      const words = through(x, l.embedding({ inputDim: 11, outputDim: 4 }));
      const windows = [2, 3, 4].map((kernelSize) =>
        through(words, l.conv1d({ filters: 3, kernelSize, activation: "tanh" }), l.globalMaxPooling1d({})),
      );
      return through(joined(l.concatenate(), ...windows), l.dense({ units: 3, activation: "softmax" }));
    }),
  },
  {
    title: "attention of a kind: steps weighed by a softmax over time",
    model: functional(series, (l, x) => {
      const features = through(x, l.dense({ units: 4, activation: "tanh" }));
      const weights = through(features, l.permute({ dims: [2, 1] }), l.dense({ units: 12, activation: "softmax" }));
      const weighed = joined(l.multiply(), features, through(weights, l.permute({ dims: [2, 1] })));
      return through(weighed, l.globalAveragePooling1d({}), l.dense({ units: 3, activation: "softmax" }));
    }),
  },
  {
    title: "GRU",
    operationByOperation: true,
    model: functional([5, 3], (l, x) =>
      through(x, l.gru({ units: 4, resetAfter: false } as never), l.dense({ units: 3, activation: "softmax" })),
    ),
  },
  {
    title: "two layers of LSTM, the first both ways",
    operationByOperation: true,
    model: functional([5, 3], (l, x) =>
      through(
        x,
        l.bidirectional({ layer: l.lstm({ units: 3, returnSequences: true }) as never, mergeMode: "concat" }),
        l.lstm({ units: 3 }),
        l.dense({ units: 3, activation: "softmax" }),
      ),
    ),
  },
];
