import { uniformFloat32 } from "pure-rand/distribution/uniformFloat32";
import { openModel } from "../models/open.ts";
import type { Graph } from "../models/topology/graph.ts";
import { readGraph } from "../models/topology/read.ts";
import { writeTopology } from "../models/topology/write.ts";
import { assertTrainable } from "../models/trainable.ts";
import type { ComparedAnswers } from "../protocol/trainerMessages.ts";
import { sizeOf } from "../pruning/tensor.ts";
import type { Engine, Network } from "./engines/engine.ts";
import { startWasm } from "./engines/wasm/engine.ts";
import { JobFailure } from "./jobFailure.ts";
import { weightsOf } from "./prepare.ts";
import { generatorOf } from "./random.ts";

const examples = 8;

/**
 * Lets two networks answer the same inputs, of 0 to below 1, and tells how far their answers are apart. Where both answer
 * NaN or the same infinity, they agree.
 *
 * @param models files of networks with the same inputs and outputs
 * @throws JobFailure where they have not; ModelFileError where one is no network
 */
export async function compareAnswers(models: readonly [string, string], seed: number): Promise<ComparedAnswers> {
  const engine = await startWasm();
  const networks = [await build(engine, models[0], seed), await build(engine, models[1], seed)] as const;
  try {
    const sizes = networks.map(({ inputs }) => inputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0));
    if (sizes[0] !== sizes[1]) throw new JobFailure(`${models[0]} and ${models[1]} have different inputs.`);
    const generator = generatorOf(seed);
    const inputs = Float32Array.from({ length: examples * (sizes[0] as number) }, () => uniformFloat32(generator));
    const [first, second] = networks.map((network) => network.answer({ size: examples, inputs }));
    return { examples, ...distanceOf(first ?? [], second ?? [], models) };
  } finally {
    for (const network of networks) network.dispose();
  }
}

async function build(engine: Engine, path: string, seed: number): Promise<Network> {
  const model = await openModel(path);
  try {
    assertTrainable(model);
    return await engine.build({
      topology: writeTopology(withClosedInputs(readGraph(model.topology, path))),
      weights: weightsOf(model),
      // Nothing is trained.
      loss: "meanSquaredError",
      optimizer: { type: "sgd", learningRate: 1, learningRateSchedule: { type: "constant" }, l1: 0, l2: 0 },
      trainable: "all",
      seed,
    });
  } finally {
    await model.close();
  }
}

/** What stands for a size that a network leaves open: it can be halved five times. */
const openSize = 96;

/** The network with inputs of a certain size. A Sequential may begin with a model, which then says what goes in. */
function withClosedInputs(graph: Graph): Graph {
  const layers = graph.layers.map((layer, i) => {
    if (layer.model) return graph.ends || i > 0 ? layer : { ...layer, model: withClosedInputs(layer.model) };
    const shape = layer.config.batch_input_shape;
    if (!Array.isArray(shape)) return layer;
    const closed = shape.map((extent: unknown, axis) => (axis > 0 ? (extent ?? openSize) : extent));
    return { ...layer, config: { ...layer.config, batch_input_shape: closed } };
  });
  return { ...graph, layers };
}

function distanceOf(
  first: readonly Float32Array[],
  second: readonly Float32Array[],
  models: readonly [string, string],
): Omit<ComparedAnswers, "examples"> {
  if (first.length !== second.length || first.some(({ length }, i) => length !== second[i]?.length)) {
    throw new JobFailure(`${models[0]} and ${models[1]} have different outputs.`);
  }
  let largestDifference = 0;
  let largestAnswer = 0;
  for (const [output, answers] of first.entries()) {
    for (const [i, answer] of answers.entries()) {
      const other = second[output]?.[i] as number;
      if (Number.isFinite(answer)) largestAnswer = Math.max(largestAnswer, Math.abs(answer));
      if (Object.is(answer, other)) continue;
      const difference = Math.abs(answer - other);
      if (!Number.isFinite(difference)) {
        throw new JobFailure(`${models[0]} or ${models[1]} answers NaN or infinity where the other does not.`);
      }
      largestDifference = Math.max(largestDifference, difference);
    }
  }
  return { largestDifference, largestAnswer };
}
