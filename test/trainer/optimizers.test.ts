import { beforeAll, describe, expect, it } from "vitest";
import type { OptimizerSettings } from "../../src/recipes/recipe.ts";
import type { Engine } from "../../src/trainer/engines/engine.ts";
import { createComposedUpdate } from "../../src/trainer/engines/tfjs/composedUpdates.ts";
import { penaltiesOf } from "../../src/trainer/engines/tfjs/updateRule.ts";
import { startCpu, startCpuBackend } from "./cpuEngine.ts";
import { layer, sequential, setupOf } from "./networks.ts";
import { optimizerOf, optimizers } from "./optimizers.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await startCpu();
});

describe("the update rules", () => {
  /** One linear unit without bias under squared error has a gradient that can be written down. */
  it.each(optimizers)("follow their definition in float64: %o", async (optimizer) => {
    const line = sequential(layer("Dense", "fc", { units: 1, use_bias: false, batch_input_shape: [null, 2] }));
    const start = [0.3, -0.8];
    const network = await engine.build(
      setupOf(line, { optimizer, loss: "meanSquaredError", weights: async () => Float32Array.from(start) }),
    );
    const inputs = [
      [1, 2],
      [-1, 0.5],
      [0.25, -3],
    ];
    const targets = [0.5, -1, 2];
    const examples = { size: 3, inputs: Float32Array.from(inputs.flat()), targets: Float32Array.from(targets) };
    const reference = referenceUpdate(optimizer, start);
    for (let step = 0; step < 5; step++) {
      network.step(examples, step, 0.05);
      const expected = reference((w) => {
        const errors = inputs.map(([a, b], i) => a * w[0] + b * w[1] - targets[i]);
        return [0, 1].map((k) => errors.reduce((sum, error, i) => sum + (2 * error * inputs[i][k]) / 3, 0));
      });
      network.read("fc/kernel").forEach((weight, k) => {
        expect(weight).toBeCloseTo(expected[k], 5);
      });
    }
  });
});

/** The optimizers in float64, from their papers; every call does one update of a kernel and returns it. */
function referenceUpdate(settings: OptimizerSettings, start: readonly number[]) {
  const w = [...start];
  const m = w.map(() => 0);
  const v = w.map(() => 0);
  let t = 0;
  return (gradientOf: (w: readonly number[]) => number[]): readonly number[] => {
    t++;
    const gradient = clip(
      settings,
      gradientOf(w).map((g, k) => g + settings.l2 * w[k] + settings.l1 * Math.sign(w[k])),
    );
    gradient.forEach((g, k) => {
      switch (settings.type) {
        case "sgd":
          w[k] -= 0.05 * g;
          break;
        case "momentum":
          m[k] = settings.momentum * m[k] + g;
          w[k] -= 0.05 * (settings.nesterov ? g + settings.momentum * m[k] : m[k]);
          break;
        case "adam":
        case "adamw": {
          m[k] = settings.beta1 * m[k] + (1 - settings.beta1) * g;
          v[k] = settings.beta2 * v[k] + (1 - settings.beta2) * g * g;
          const correctedM = m[k] / (1 - settings.beta1 ** t);
          const correctedV = v[k] / (1 - settings.beta2 ** t);
          if (settings.type === "adamw") w[k] -= 0.05 * settings.weightDecay * w[k];
          w[k] -= (0.05 * correctedM) / (Math.sqrt(correctedV) + settings.epsilon);
          break;
        }
        case "rmsprop":
          v[k] = settings.rho * v[k] + (1 - settings.rho) * g * g;
          m[k] = settings.momentum * m[k] + (0.05 * g) / Math.sqrt(v[k] + settings.epsilon);
          w[k] -= m[k];
      }
    });
    return w;
  };
}

function clip({ clipNorm, clipValue }: OptimizerSettings, gradient: readonly number[]): readonly number[] {
  if (clipValue !== undefined) return gradient.map((g) => Math.min(clipValue, Math.max(-clipValue, g)));
  const norm = Math.hypot(...gradient);
  return clipNorm !== undefined && norm > clipNorm ? gradient.map((g) => (g * clipNorm) / norm) : gradient;
}

/**
 * A kernel of [[0.3, −0.8], [0.05, 0]] after three updates by Keras 3.15 in float64, each as in
 * `keras.optimizers.RMSprop(0.05, rho=0.9, momentum=0.8, epsilon=1e-7).apply([gradient], [kernel])`.
 */
const golden: readonly [string, OptimizerSettings, number[]][] = [
  [
    "RMSprop(0.05, rho=0.9, epsilon=1e-7)",
    optimizerOf({ type: "rmsprop", learningRate: 0.05 }),
    [0.192841717602947, -0.7045221846035887, -0.10118542881090681, -0.2130290923360152],
  ],
  [
    "RMSprop(0.05, rho=0.9, momentum=0.8, epsilon=1e-7)",
    optimizerOf({ type: "rmsprop", learningRate: 0.05, momentum: 0.8 }),
    [0.07944384907595312, -0.4933620669715845, -0.4494619657190899, -0.440713071219029],
  ],
  [
    "AdamW(0.05, weight_decay=0.01, epsilon=1e-7)",
    optimizerOf({ type: "adamw", learningRate: 0.05 }),
    [0.26184415000035205, -0.7064595996326721, -0.016841717886503495, -0.1181120753970753],
  ],
];

describe("an optimizer", () => {
  it.each(golden)("moves a kernel as Keras' %s does", async (_, settings, expected) => {
    const tf = await startCpuBackend();
    const { slots, update } = createComposedUpdate(tf, settings);
    const variable = tf.variable(tf.tensor([0.3, -0.8, 0.05, 0], [2, 2]));
    const state = slots.map(() => tf.variable(tf.zeros([2, 2])));
    const gradients = [
      [0.5, -2, 0.1, 3],
      [-1, 0.25, 0.3, 0],
      [0.75, 0.5, -4, 1],
    ];
    gradients.forEach((values, step) => {
      const gradient = tf.tensor(values, [2, 2]);
      const penalties = penaltiesOf(settings, [2, 2]);
      update({ variable, gradient, slots: state, mask: undefined, step, learningRate: 0.05, ...penalties });
    });
    variable.dataSync().forEach((weight, k) => {
      // Keras adds Adam's epsilon before it corrects the bias.
      expect(weight).toBeCloseTo(expected[k], 5);
    });
  });
});
