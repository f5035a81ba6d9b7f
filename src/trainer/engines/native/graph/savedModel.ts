import type { Attribute, Constant, DataType, Graph, GraphNode, Output, Shape } from "./graph.ts";
import { encodeSavedModel } from "./messages.ts";

/** A way to run a graph: what is fed, and what comes out, by names. */
export interface Signature {
  readonly inputs: Readonly<Record<string, Output>>;
  readonly outputs: Readonly<Record<string, Output>>;
}

/** Tag under which a graph is loaded. */
export const servingTag = "serve";

/** Numbers of DataType in tensorflow/core/framework/types.proto. */
const typeNumbers: Readonly<Record<DataType, number>> = { float32: 1, int32: 3, bool: 10, resource: 20 };

/** Of GraphDef: between those that TensorFlow 2.9 and today's accept. */
const producerVersion = 27;

/** The bytes of saved_model.pb, the one file of a SavedModel whose variables are made as it runs. */
export function savedModelBytes(graph: Graph, signatures: Readonly<Record<string, Signature>>): Uint8Array {
  return encodeSavedModel({
    schemaVersion: 1,
    metaGraphs: [
      {
        info: { tags: [servingTag] },
        graph: { nodes: graph.nodes.map(nodeMessage), versions: { producer: producerVersion } },
        signatures: mapValues(signatures, ({ inputs, outputs }) => ({
          inputs: mapValues(inputs, tensorInfo),
          outputs: mapValues(outputs, tensorInfo),
          method: "tensorflow/serving/predict",
        })),
      },
    ],
  });
}

/** As in `conv1/kernel/read:0`, which is how a run names what it feeds and fetches. */
export function nameOf({ node, index }: Output): string {
  return `${node.name}:${index}`;
}

function nodeMessage({ name, operation, inputs, after, attributes }: GraphNode): object {
  return {
    name,
    op: operation,
    inputs: [...inputs.map(nameOf), ...after.map((node) => `^${node.name}`)],
    attributes: mapValues(attributes, attributeMessage),
  };
}

function tensorInfo(output: Output): object {
  return { name: nameOf(output), dtype: typeNumbers[output.dtype], shape: shapeMessage(output.shape) };
}

function attributeMessage(attribute: Attribute): object {
  if ("type" in attribute) return { type: typeNumbers[attribute.type] };
  if ("shape" in attribute) return { shape: shapeMessage(attribute.shape) };
  if ("ints" in attribute) return { list: { ints: attribute.ints } };
  if ("text" in attribute) return { text: Buffer.from(attribute.text) };
  if ("constant" in attribute) return { tensor: tensorMessage(attribute.constant) };
  return attribute;
}

function shapeMessage(shape: Shape): object {
  return { sizes: shape.map((size) => ({ size: size ?? -1 })) };
}

function tensorMessage({ dtype, shape, values }: Constant): object {
  const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { dtype: typeNumbers[dtype], shape: shapeMessage(shape), content };
}

function mapValues<Value, Mapped>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value) => Mapped,
): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
