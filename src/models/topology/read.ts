import { z } from "zod";
import { ModelFileError } from "../modelFile.ts";
import { readCalls, readEnds } from "./calls.ts";
import type { Config, Graph, GraphLayer } from "./graph.ts";
import { snakeCase } from "./snakeCase.ts";

const config = z.record(z.string(), z.unknown());

const layerSchema = z.object({
  class_name: z.string(),
  name: z.string().optional(),
  config,
  inbound_nodes: z.array(z.unknown()).default([]),
});
type RawLayer = z.infer<typeof layerSchema>;

const modelSchema = z.object({
  class_name: z.string(),
  config: z.union([config, z.array(z.unknown())]),
});

const functionalClasses = new Set(["Functional", "Model"]);

/** A class that is a model, so that a layer of this class is a nested one. */
function isModelClass(className: string, config: Config): boolean {
  return (className === "Sequential" || functionalClasses.has(className)) && Array.isArray(config.layers);
}

/**
 * Reads the configuration of a model as Keras 2, Keras 3 or tfjs write it.
 *
 * @param model `{ class_name, config }`
 * @param path of the file, for messages
 * @throws ModelFileError where it is no configuration of a Sequential or functional model
 */
export function readGraph(model: unknown, path: string): Graph {
  const result = modelSchema.safeParse(model);
  if (!result.success) {
    throw new ModelFileError(`The topology in ${path} is not a Keras model: it lacks class_name and config.`);
  }
  const { class_name: className } = result.data;
  // The first versions of Keras wrote a Sequential as the bare list of its layers.
  const given = Array.isArray(result.data.config) ? { layers: result.data.config } : result.data.config;
  if (!isModelClass(className, given)) {
    throw new ModelFileError(
      `The topology in ${path} is a ${className} without a list of layers. Sequential and functional models can be read; a subclassed model must be rebuilt as one of those.`,
    );
  }
  const name = typeof given.name === "string" ? given.name : snakeCase(className);
  return readModel(className, name, given, path);
}

function readModel(className: string, name: string, given: Config, path: string): Graph {
  const { layers, input_layers, output_layers, ...rest } = given;
  const parsed = z.array(layerSchema).safeParse(layers);
  if (!parsed.success) {
    const [index, ...where] = parsed.error.issues[0]?.path ?? [];
    const what = where.length === 0 ? "it is no object" : `${where.join(".")} is missing or of the wrong type`;
    throw new ModelFileError(`Layer ${String(index)} of the model ${name} in ${path} is not a Keras layer: ${what}.`);
  }
  const raw = parsed.data;
  const modelClasses = new Map(
    raw
      .filter((layer) => isModelClass(layer.class_name, layer.config))
      .map((layer) => [nameOf(layer), layer.class_name]),
  );
  const functional = className !== "Sequential";
  return {
    className,
    name,
    config: rest,
    layers: raw.map((layer, index) => readLayer(layer, index, functional, modelClasses, path)),
    ends: functional
      ? readEnds(
          input_layers,
          output_layers,
          raw.map((layer) => layer.inbound_nodes),
          modelClasses,
          path,
        )
      : undefined,
  };
}

function readLayer(
  raw: RawLayer,
  index: number,
  functional: boolean,
  modelClasses: ReadonlyMap<string | undefined, string>,
  path: string,
): GraphLayer {
  const { class_name: className } = raw;
  const name = nameOf(raw) ?? `${snakeCase(className)}_${index}`;
  return {
    name,
    className,
    config: isModelClass(className, raw.config) ? {} : raw.config,
    model: isModelClass(className, raw.config) ? readModel(className, name, raw.config, path) : undefined,
    calls: functional ? readCalls(raw.inbound_nodes, name, modelClasses, path) : [],
  };
}

function nameOf(layer: RawLayer): string | undefined {
  const inner = layer.config.name;
  return layer.name ?? (typeof inner === "string" ? inner : undefined);
}
