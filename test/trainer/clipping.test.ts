import { describe, expect, it } from "vitest";
import { clipGradients } from "../../src/trainer/engines/tfjs/clipping.ts";
import { penaltiesOf } from "../../src/trainer/engines/tfjs/updateRule.ts";
import { startCpuBackend } from "./cpuEngine.ts";
import { optimizerOf } from "./optimizers.ts";

const tf = await startCpuBackend();

type Bounds = { clipNorm?: number; clipValue?: number; l1?: number; l2?: number };

/** Gradients of a kernel [1, 2] and a bias [1] as an optimizer would take them, and what is left to add to them. */
function clipped(bounds: Bounds, kernelGradient: [number, number], biasGradient: number) {
  const settings = optimizerOf({ type: "sgd", learningRate: 0.1, ...bounds });
  const request = (values: number[], shape: number[], gradient: number[]) => ({
    variable: tf.variable(tf.tensor(values, shape)),
    gradient: tf.tensor(gradient, shape),
    slots: [],
    mask: undefined,
    step: 0,
    learningRate: 0.1,
    ...penaltiesOf(settings, shape),
  });
  const requests = [request([0.5, -2], [1, 2], kernelGradient), request([7], [1], [biasGradient])];
  return clipGradients(tf, settings, requests).map(({ gradient, l1, l2 }) => ({
    gradient: [...gradient.dataSync()],
    l1,
    l2,
  }));
}

const gradients = (...request: Parameters<typeof clipped>) => clipped(...request).map(({ gradient }) => gradient);

describe("clipping", () => {
  it("by norm scales the gradients of the whole network together", () => {
    // A norm of 13 in all.
    expect(gradients({ clipNorm: 6.5 }, [3, 4], 12)).toEqual([[1.5, 2], [6]]);
  });

  it("by norm leaves gradients within the bound as they are, bit for bit", () => {
    expect(gradients({ clipNorm: 13 }, [3, 4], 12)).toEqual([[3, 4], [12]]);
    expect(gradients({ clipNorm: 1 }, [0, 0], 0)).toEqual([[0, 0], [0]]);
  });

  it("by value bounds each number by itself", () => {
    expect(gradients({ clipValue: 3.5 }, [-3, 4], -12)).toEqual([[-3, 3.5], [-3.5]]);
  });

  it("comes after the penalties, which only kernels have and which are not added again", () => {
    // Weights of 0.5 and −2: l1 adds 2 and −2, l2 adds 1 and −4.
    expect(clipped({ clipValue: 5, l1: 2, l2: 2 }, [0, 0], 1)).toEqual([
      { gradient: [3, -5], l1: 0, l2: 0 },
      { gradient: [1], l1: 0, l2: 0 },
    ]);
  });

  it("is not done where no bound is given, and leaves the penalties to the update", () => {
    expect(clipped({ l1: 2, l2: 3 }, [30, 40], 120)).toEqual([
      { gradient: [30, 40], l1: 2, l2: 3 },
      { gradient: [120], l1: 0, l2: 0 },
    ]);
  });
});
