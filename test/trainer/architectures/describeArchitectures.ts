import { expect, it } from "vitest";
import { sizeOf } from "../../../src/pruning/tensor.ts";
import { lossesFor } from "../../../src/recipes/losses.ts";
import type { LossName } from "../../../src/recipes/recipe.ts";
import type { Batch } from "../../../src/trainer/engines/engine.ts";
import { startCpu, startCpuBackend } from "../cpuEngine.ts";
import { topologyOf } from "../layerNetworks.ts";
import { expectSameRun, type MaskedRun, type RunResult, runMasked } from "../maskedRun.ts";
import { setupOf } from "../networks.ts";
import { normals } from "../normals.ts";
import { optimizerOf } from "../optimizers.ts";
import { describeEngine, type TestedEngine } from "../testedEngine.ts";
import type { Architecture } from "./architecture.ts";
import { compositionArchitectures } from "./compositions.ts";
import { imageArchitectures } from "./images.ts";
import { sequenceArchitectures } from "./sequences.ts";
import { severalEndsArchitectures } from "./severalEnds.ts";

const architectures = [
  ...imageArchitectures,
  ...sequenceArchitectures,
  ...compositionArchitectures,
  ...severalEndsArchitectures,
];

interface Answer {
  readonly run: MaskedRun;
  readonly expected: RunResult;
}

/**
 * Describes engines by what the oracle gives for networks of known kinds. They are started one after the other, after
 * the oracle has answered: engines share the library's global state.
 */
export async function describeArchitectures(...tested: TestedEngine[]): Promise<void> {
  const answers = tested.every(({ unavailable }) => unavailable) ? new Map<Architecture, Answer>() : await askOracle();
  for (const one of tested) {
    describeEngine("networks of known kinds", one, (engine) => {
      it.each(architectures)("trains as the oracle does: $title", async (architecture) => {
        const { run, expected } = answers.get(architecture)!;
        const actual = await runMasked(engine(), run);
        if (architecture.operationByOperation && one.mode) expect(actual.mode).toContain("eager");
        else expect(actual.mode).toBe(one.mode);
        expectSameRun(actual, expected);
      });
    });
  }
}

async function askOracle(): Promise<ReadonlyMap<Architecture, Answer>> {
  const tf = await startCpuBackend();
  const oracle = await startCpu();
  const answers = new Map<Architecture, Answer>();
  for (const architecture of architectures) {
    const model = architecture.model(tf);
    const ends = [model.inputs, model.outputs].map((ports) => ports.map(({ shape }) => shape.slice(1) as number[]));
    const { loss = "crossentropy", lossWeights, trainable = "all", optimizer } = architecture;
    const settings = optimizer ? { optimizer: optimizerOf(optimizer) } : {};
    const run = {
      setup: setupOf(topologyOf(model), { loss, lossWeights, trainable, ...settings }),
      batch: (salt: number) => batchFor(architecture, ends[0], ends[1], salt),
    };
    answers.set(architecture, { run, expected: await runMasked(oracle, run) });
  }
  return answers;
}

/** Examples whose targets can be told from the inputs. */
function batchFor(
  { size = 3, indices, loss = "crossentropy" }: Architecture,
  inputShapes: readonly number[][],
  outputShapes: readonly number[][],
  salt: number,
) {
  const width = inputShapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
  const numbers = normals(size * width, 100 + salt);
  const inputs = indices ? numbers.map((value) => Math.floor(Math.abs(value) * 100) % indices) : numbers;
  const losses = lossesFor(loss, outputShapes.length);
  const rows = Array.from({ length: size }, (_, example) => {
    const row = inputs.subarray(example * width, (example + 1) * width);
    return outputShapes.flatMap((shape, output) => {
      const scores = Array.from({ length: sizeOf(shape) }, (_, i) => {
        const offset = i * 3 + output;
        return row[offset % width] + row[(offset + 1) % width];
      });
      return targetsOf(losses[output], scores);
    });
  });
  return { size, inputs, targets: Float32Array.from(rows.flat()) } satisfies Batch;
}

/** What an output of these scores is to learn of an example. */
function targetsOf(loss: LossName, scores: number[]): number[] {
  switch (loss) {
    case "crossentropy":
      return [scores.indexOf(Math.max(...scores))];
    case "binaryCrossentropy":
      return scores.map((score) => Number(score > 0));
    case "kullbackLeibler": {
      const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
      return scores.map((score) => Math.exp(score) / total);
    }
    default:
      return scores;
  }
}
