import type { ModelFile, Topology } from "../models/modelFile.ts";
import { lossesFor } from "../recipes/losses.ts";
import type { Recipe } from "../recipes/recipe.ts";
import { type RuledTensor, resolveRules } from "../recipes/rules.ts";
import { Batches } from "./datasets/batches.ts";
import { checkAgainstModel } from "./datasets/checkAgainstModel.ts";
import type { Dataset } from "./datasets/dataset.ts";
import { openDataset } from "./datasets/open.ts";
import type { Engine, Network, NetworkSetup } from "./engines/engine.ts";
import { JobFailure } from "./jobFailure.ts";

/** A network, data that fits it, and what is to be pruned: everything that can be refused has been. */
export interface Prepared {
  readonly recipe: Recipe;
  readonly engine: Engine;
  readonly topology: Topology;
  readonly network: Network;
  readonly dataset: Dataset;
  readonly batches: Batches;
  readonly plan: readonly RuledTensor[];
}

export interface PrepareRequest {
  readonly recipe: Recipe;
  /** Folder that the recipe's relative paths start from. */
  readonly baseFolder: string;
  readonly engine: Engine;
  readonly topology: Topology;
  readonly weights: NetworkSetup["weights"];
}

/**
 * Builds the network and opens the data.
 *
 * @throws JobFailure, EngineError or DatasetError, before a run folder exists
 */
export async function prepare({ recipe, baseFolder, engine, topology, weights }: PrepareRequest): Promise<Prepared> {
  refuseUntrainable(engine, topology);
  const { loss, lossWeights, optimizer, trainable, seed } = recipe;
  const network = await engine.build({ topology, weights, loss, lossWeights, optimizer, trainable, seed });
  const { inputs, outputs } = network;
  const losses = lossesFor(loss, outputs.length);
  const dataset = await openDataset(recipe.dataset, { baseFolder, seed, inputs, outputs, losses });
  checkAgainstModel(dataset, inputs, outputs, losses);
  const batches = new Batches(dataset, recipe.batchSize);
  const plan = resolveRules(recipe.rules, network.tensors);
  return { recipe, engine, topology, network, dataset, batches, plan };
}

function refuseUntrainable(engine: Engine, topology: Topology): void {
  const layers = engine.untrainable(topology);
  if (layers.length === 0) return;
  throw new JobFailure(
    `The ${engine.name} engine cannot train this network. Freeze or replace these layers, or choose another engine:`,
    layers.map(({ layer, className, reason }) => `${layer} (${className}): ${reason}`),
  );
}

/**
 * Where a new network's weights come from: the file, or, where it holds none at all, the engine's initialisation.
 *
 * A file that lacks some of them is refused rather than filled up with random numbers.
 */
export function weightsOf(model: ModelFile): NetworkSetup["weights"] {
  const names = new Set(model.layers.flatMap(({ tensors }) => tensors.map(({ name }) => name)));
  return (tensor) => {
    if (names.size === 0) return undefined;
    if (!names.has(tensor)) throw new JobFailure(`${model.path} has no weights for ${tensor}. The file is incomplete.`);
    return model.read(tensor);
  };
}

/** What computes, for the record of a run. */
export function engineRecord({ engine, network }: Pick<Prepared, "engine" | "network">) {
  const { name, version, detail } = engine;
  return { name, version, detail: network.mode === undefined ? detail : `${network.mode}, ${detail}` };
}
