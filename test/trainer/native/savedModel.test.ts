import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";
import { describe, expect, it } from "vitest";
import { Graph } from "../../../src/trainer/engines/native/graph/graph.ts";
import { savedModelBytes } from "../../../src/trainer/engines/native/graph/savedModel.ts";

const schema = protobuf
  .loadSync(fileURLToPath(new URL("tensorflow.proto", import.meta.url)))
  .lookupType("tensorflow.SavedModel");

/** What TensorFlow reads, under its own names. */
function read(...[graph, signatures]: Parameters<typeof savedModelBytes>) {
  const message = schema.decode(savedModelBytes(graph, signatures));
  const options = { longs: Number, enums: String, bytes: Array, arrays: true, objects: true } as const;
  const { savedModelSchemaVersion, metaGraphs } = schema.toObject(message, options);
  const [{ metaInfoDef, graphDef, signatureDef }] = metaGraphs;
  return { savedModelSchemaVersion, tags: metaInfoDef.tags, ...graphDef, signatureDef };
}

const bytesOf = (values: Float32Array | Int32Array) => [...new Uint8Array(values.buffer)];
const text = (value: string) => ({ s: [...Buffer.from(value)] });
const shape = (...sizes: number[]) => ({ dim: sizes.map((size) => ({ size })) });

describe("a SavedModel", () => {
  it("holds the nodes of a graph, with what they take and what runs before them", () => {
    const graph = new Graph();
    const x = graph.placeholder("x", [null, 3]);
    const variable = graph.variable("w", [2, 3]);
    const assigned = graph.assign(variable, x);
    const [, second] = graph.outputs("TwoThings", [x], {}, [[], []]);
    graph.after(second, [assigned], "then");
    const nodes = read(graph, {}).node;
    expect(nodes.map(({ name, op, input }: { [key: string]: unknown }) => [name, op, input])).toEqual([
      ["x", "Placeholder", []],
      ["w/handle", "VarHandleOp", []],
      ["w/assign", "AssignVariableOp", ["w/handle:0", "x:0"]],
      ["TwoThings", "TwoThings", ["x:0"]],
      ["then", "Identity", ["TwoThings:1", "^w/assign"]],
    ]);
    expect(nodes[0].attr).toEqual({ dtype: { type: "DT_FLOAT" }, shape: { shape: shape(-1, 3) } });
    expect(nodes[1].attr).toMatchObject({ shared_name: text("w"), container: text(""), shape: { shape: shape(2, 3) } });
  });

  it("writes attributes of every kind, false and 0 too", () => {
    const graph = new Graph();
    graph.node("Any", [], {
      type: { type: "int32" },
      flag: { bool: false },
      count: { int: 0 },
      large: { int: 3_000_000_000 },
      list: { ints: [1, -2, 1] },
      number: { float: 0.5 },
      nothing: { float: 0 },
      text: { text: "SAME" },
      scalar: { shape: [] },
    });
    expect(read(graph, {}).node[0].attr).toEqual({
      type: { type: "DT_INT32" },
      flag: { b: false },
      count: { i: 0 },
      large: { i: 3_000_000_000 },
      list: { list: { i: [1, -2, 1] } },
      number: { f: 0.5 },
      nothing: { f: 0 },
      text: text("SAME"),
      scalar: { shape: shape() },
    });
  });

  it("writes constants as their bytes", () => {
    const graph = new Graph();
    graph.floats([0.5, -1]);
    graph.integerTable([1, 2, 3, 4, 5, 6], 3);
    graph.scalar(7);
    const tensors = read(graph, {}).node.map(({ attr }: { attr: { value: { tensor: unknown } } }) => attr.value.tensor);
    expect(tensors).toEqual([
      { dtype: "DT_FLOAT", tensorShape: shape(2), tensorContent: bytesOf(Float32Array.of(0.5, -1)) },
      { dtype: "DT_INT32", tensorShape: shape(2, 3), tensorContent: bytesOf(Int32Array.of(1, 2, 3, 4, 5, 6)) },
      { dtype: "DT_FLOAT", tensorShape: shape(), tensorContent: bytesOf(Float32Array.of(7)) },
    ]);
  });

  it("names what is fed and fetched, under a tag and a version that TensorFlow asks for", () => {
    const graph = new Graph();
    const x = graph.placeholder("x", [null, 3]);
    const y = graph.placeholder("y", [2], "int32");
    const { savedModelSchemaVersion, tags, versions, signatureDef } = read(graph, {
      train: { inputs: { examples: x }, outputs: { "odd name, of a layer": y } },
    });
    expect({ savedModelSchemaVersion, tags, versions }).toEqual({
      savedModelSchemaVersion: 1,
      tags: ["serve"],
      versions: { producer: 27 },
    });
    expect(signatureDef).toEqual({
      train: {
        inputs: { examples: { name: "x:0", dtype: "DT_FLOAT", tensorShape: shape(-1, 3) } },
        outputs: { "odd name, of a layer": { name: "y:0", dtype: "DT_INT32", tensorShape: shape(2) } },
        methodName: "tensorflow/serving/predict",
      },
    });
  });
});
