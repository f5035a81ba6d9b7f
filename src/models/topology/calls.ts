import { z } from "zod";
import { ModelFileError } from "../modelFile.ts";
import { type Call, type Config, type Graph, isConfig, type TensorRef } from "./graph.ts";

/**
 * How functional models write down which tensors go where.
 *
 * Keras 2 (and tfjs): a call is an array of `[layer, node, output, arguments]`. A nested model counts its nodes from
 * 1, because its own graph is node 0.
 * Keras 3: a call is `{ args, kwargs }`, in which tensors are objects with a `keras_history`, counted from 0; only the
 * model's outputs count a nested functional model (but not a Sequential) from 1.
 */

/** Class of each nested model by its name. */
type ModelClasses = ReadonlyMap<string | undefined, string>;

const index = z.int().min(0);
const reference = z.tuple([z.string(), index, index]).rest(z.unknown());
const keras3Tensor = z.object({
  class_name: z.literal("__keras_tensor__"),
  config: z.object({ keras_history: z.tuple([z.string(), index, index]) }),
});
const keras3Call = z.object({ args: z.array(z.unknown()), kwargs: z.record(z.string(), z.unknown()) });

export function readCalls(nodes: readonly unknown[], layer: string, models: ModelClasses, path: string): Call[] {
  return nodes.map((node) => {
    const call = isKeras3(node) ? readKeras3Call(node) : readKeras2Call(node, models);
    if (call) return call;
    throw new ModelFileError(`The topology in ${path} does not say in a known way what goes into layer ${layer}.`);
  });
}

/** A Keras 3 call is an object, a Keras 2 call an array. */
function isKeras3(node: unknown): boolean {
  return isConfig(node);
}

function readKeras2Call(node: unknown, models: ModelClasses): Call | undefined {
  // A single input may stand without the outer array.
  const inputs = z.array(reference).safeParse(isReference(node) ? [node] : node);
  if (!inputs.success) return undefined;
  const given = inputs.data.map((input) => input[3]).filter(isConfig);
  return {
    inputs: inputs.data.map(([layer, node, output]) => ({ layer, call: node - (models.has(layer) ? 1 : 0), output })),
    arguments: keepMeaningful(Object.assign({}, ...given)),
  };
}

function readKeras3Call(node: unknown): Call | undefined {
  const call = keras3Call.safeParse(node);
  if (!call.success) return undefined;
  const { args, kwargs } = call.data;
  const plain = Object.entries(kwargs).filter(([, value]) => tensorsIn(value).length === 0);
  return {
    inputs: tensorsIn([...args, ...Object.values(kwargs)]),
    arguments: keepMeaningful(Object.fromEntries(plain)),
  };
}

/** All tensors in a tree of arguments, in its order. */
function tensorsIn(value: unknown): TensorRef[] {
  const tensor = keras3Tensor.safeParse(value);
  if (tensor.success) {
    const [layer, call, output] = tensor.data.config.keras_history;
    return [{ layer, call, output }];
  }
  if (Array.isArray(value)) return value.flatMap(tensorsIn);
  return isConfig(value) ? Object.values(value).flatMap(tensorsIn) : [];
}

/** Leaves out what is not set, and `training`, which is for the one who runs the network to say. */
function keepMeaningful(given: Config): Config {
  return Object.fromEntries(Object.entries(given).filter(([key, value]) => value !== null && key !== "training"));
}

/** The model's own inputs and outputs. */
export function readEnds(
  inputs: unknown,
  outputs: unknown,
  inboundNodes: readonly (readonly unknown[])[],
  models: ModelClasses,
  path: string,
): NonNullable<Graph["ends"]> {
  const keras3 = inboundNodes.flat().some(isKeras3);
  const countsFromOne = (layer: string) => {
    const className = models.get(layer);
    return className !== undefined && !(keras3 && className === "Sequential");
  };
  const read = (given: unknown, what: string) => {
    const ends = z.array(reference).min(1).safeParse(referencesIn(given));
    if (!ends.success) throw new ModelFileError(`The topology in ${path} does not name the model's ${what}.`);
    return ends.data.map(([layer, node, output]) => ({ layer, call: node - (countsFromOne(layer) ? 1 : 0), output }));
  };
  return { inputs: read(inputs, "input layers"), outputs: read(outputs, "output layers") };
}

/** One reference, a list of them, or a dictionary with names of its own. */
function referencesIn(given: unknown): unknown {
  if (isReference(given)) return [given];
  return isConfig(given) ? Object.values(given).flatMap(referencesIn) : given;
}

function isReference(value: unknown): boolean {
  return reference.safeParse(value).success;
}
