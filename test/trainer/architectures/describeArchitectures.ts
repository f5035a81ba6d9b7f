import { expect, it } from "vitest";
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

const architectures = [...imageArchitectures, ...sequenceArchitectures, ...compositionArchitectures];

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
    const [inputs, outputs] = [model.inputs[0].shape.slice(1), model.outputs[0].shape.slice(1)] as number[][];
    const { loss = "crossentropy", trainable = "all", optimizer } = architecture;
    const settings = optimizer ? { optimizer: optimizerOf(optimizer) } : {};
    const run = {
      setup: setupOf(topologyOf(model), { loss, trainable, ...settings }),
      batch: (salt: number) => batchFor(architecture, inputs, outputs, salt),
    };
    answers.set(architecture, { run, expected: await runMasked(oracle, run) });
  }
  return answers;
}

/** Examples whose targets can be told from the inputs. */
function batchFor(
  { size = 3, indices, loss }: Architecture,
  inputShape: number[],
  outputShape: number[],
  salt: number,
) {
  const sizeOf = (shape: number[]) => shape.reduce((a, b) => a * b, 1);
  const [width, columns] = [sizeOf(inputShape), sizeOf(outputShape)];
  const numbers = normals(size * width, 100 + salt);
  const inputs = indices ? numbers.map((value) => Math.floor(Math.abs(value) * 100) % indices) : numbers;
  const scores = Float32Array.from({ length: size * columns }, (_, i) => {
    const example = Math.floor(i / columns);
    const offset = (i % columns) * 3;
    return inputs[example * width + (offset % width)] + inputs[example * width + ((offset + 1) % width)];
  });
  return { size, inputs, targets: targetsOf(loss, scores, columns) } satisfies Batch;
}

function targetsOf(loss: Architecture["loss"], scores: Float32Array, columns: number): Float32Array {
  const rows = Array.from({ length: scores.length / columns }, (_, i) => [
    ...scores.subarray(i * columns, (i + 1) * columns),
  ]);
  switch (loss) {
    case undefined:
    case "crossentropy":
      return Float32Array.from(rows, (row) => row.indexOf(Math.max(...row)));
    case "binaryCrossentropy":
      return scores.map((score) => Number(score > 0));
    case "kullbackLeibler": {
      const total = (row: number[]) => row.reduce((sum, score) => sum + Math.exp(score), 0);
      return Float32Array.from(rows.flatMap((row) => row.map((score) => Math.exp(score) / total(row))));
    }
    default:
      return scores;
  }
}
