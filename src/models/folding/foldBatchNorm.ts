import { wrappedLayer } from "../layerWeights.ts";
import { ModelFileError } from "../modelFile.ts";
import type { Graph, GraphLayer } from "../topology/graph.ts";
import { readGraph } from "../topology/read.ts";
import { withoutLayers } from "../topology/withoutLayers.ts";
import { writeTopology } from "../topology/write.ts";
import type { WholeModel } from "../wholeModel.ts";
import { isFiniteAffine } from "./affine.ts";
import { findTarget } from "./findTarget.ts";
import { FoldedWeights, type Vanished } from "./foldedWeights.ts";

/** A network in which kernels do what batch normalisations did. Layers are named by their paths. */
export interface FoldedModel {
  readonly model: WholeModel;
  readonly folded: readonly { readonly layer: string; readonly into: string }[];
  /** Batch normalisations that stay, and why: part of a sentence about them. */
  readonly left: readonly { readonly layer: string; readonly reason: string }[];
  /** Kernels in which weights that were not zero have become too small for float32, or their channel's gamma is 0. */
  readonly vanished: readonly Vanished[];
}

/**
 * Folds each batch normalisation into the kernel and bias of the convolution or dense layer that it follows, or that
 * follows it, where the network then computes the same in exact arithmetic. Computed in float64 and rounded once to
 * float32. Zeros of kernels stay zeros.
 *
 * @throws ModelFileError where the model has no topology
 */
export function foldBatchNorm(model: WholeModel): FoldedModel {
  if (!model.topology) {
    throw new ModelFileError(
      "The file holds weights without the network they belong to, so it cannot be told which batch normalisation follows which layer. Give the whole model.",
    );
  }
  const folding = new Folding(new FoldedWeights(model.weights));
  const graph = folding.fold(readGraph(model.topology, "the network"), "");
  const { weights, vanished } = folding.weights.finish();
  return { model: { topology: writeTopology(graph), weights }, folded: folding.folded, left: folding.left, vanished };
}

class Folding {
  readonly weights: FoldedWeights;
  readonly folded: FoldedModel["folded"][number][] = [];
  readonly left: FoldedModel["left"][number][] = [];

  constructor(weights: FoldedWeights) {
    this.weights = weights;
  }

  fold(graph: Graph, parent: string): Graph {
    const layers = graph.layers.map((layer) =>
      layer.model ? { ...layer, model: this.fold(layer.model, `${parent}${layer.name}/`) } : layer,
    );
    return this.#foldLayers({ ...graph, layers }, parent);
  }

  /** Again and again, because where one has gone, the next one may follow a convolution. */
  #foldLayers(given: Graph, parent: string): Graph {
    let graph = given;
    for (;;) {
      const reasons = new Map<string, string>();
      const before = graph;
      for (const { name } of graph.layers.filter(holdsBatchNorm)) {
        const result = this.#foldOne(graph, name, parent);
        if (typeof result === "string") reasons.set(name, result);
        else graph = result;
      }
      if (graph !== before) continue;
      for (const [name, reason] of reasons) this.left.push({ layer: parent + name, reason });
      return graph;
    }
  }

  /** The graph without the batch normalisation, or why it stays. */
  #foldOne(graph: Graph, name: string, parent: string): Graph | string {
    const norm = graph.layers.find((layer) => layer.name === name);
    if (norm?.className !== batchNorm) return `it is inside of a ${norm?.className}`;
    const affine = this.weights.affine(parent + name, norm.config);
    if (!affine) return "its weights are not there";
    if (!isFiniteAffine(affine)) return "its weights give no finite factor for some channel";
    const target = findTarget(graph, norm, affine);
    if (typeof target === "string") return target;
    const into = parent + target.layer.name;
    const problem = this.weights.fold(parent + name, affine, into, target);
    if (problem !== undefined) return problem;
    this.folded.push({ layer: parent + name, into });
    return withBias(withoutLayers(graph, [norm]), target.layer.name);
  }
}

const batchNorm = "BatchNormalization";

function holdsBatchNorm({ className, config }: GraphLayer): boolean {
  return className === batchNorm || wrappedLayer(config)?.className === batchNorm;
}

function withBias(graph: Graph, name: string): Graph {
  return {
    ...graph,
    layers: graph.layers.map((layer) =>
      layer.name === name ? { ...layer, config: { ...layer.config, use_bias: true } } : layer,
    ),
  };
}
