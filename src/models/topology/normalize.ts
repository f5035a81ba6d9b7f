import { ModelFileError, type Topology } from "../modelFile.ts";
import { checkTopology } from "./check.ts";
import { dropTrainingOnly } from "./drop.ts";
import type { Graph } from "./graph.ts";
import { restoreKeptDimensions } from "./keepDimensions.ts";
import { nestsTooDeep } from "./nesting.ts";
import { readGraph } from "./read.ts";
import { rewriteLayers } from "./rewrite.ts";
import { rewriteSubtractions } from "./subtract.ts";
import { writeTopology } from "./write.ts";

export interface Network {
  /** As the file has it. */
  readonly given: Graph;
  /** As tfjs can build it. */
  readonly graph: Graph;
  readonly topology: Topology;
  readonly warnings: readonly string[];
}

/**
 * Turns the configuration of any Keras 2, Keras 3 or tfjs model into a topology that tfjs-layers loads.
 *
 * @param model `{ class_name, config }`
 * @param path of the file, for messages
 * @throws ModelFileError where it is no such configuration, or no network can be built from it
 */
export function normalizeTopology(model: unknown, path: string): Network {
  const warnings: string[] = [];
  const warn = (sentence: string) => warnings.push(sentence);
  if (nestsTooDeep(model)) throw new ModelFileError(`The topology in ${path} nests deeper than any network.`);
  const given = readGraph(model, path);
  checkTopology(given, path);
  const rewritten = dropTrainingOnly(rewriteSubtractions(rewriteLayers(given, warn)), warn);
  const graph = restoreKeptDimensions(rewritten, warn);
  return { given, graph, topology: writeTopology(graph), warnings };
}
