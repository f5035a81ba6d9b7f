import protobuf from "protobufjs/light.js";

function mapTo(type: string, id: number): protobuf.IMapField {
  return { keyType: "string", type, id };
}

/**
 * The messages of TensorFlow's SavedModel that are written here, with their field numbers from
 * tensorflow/core/protobuf/{saved_model,meta_graph}.proto and tensorflow/core/framework/*.proto.
 */
const root = protobuf.Root.fromJSON({
  nested: {
    SavedModel: {
      fields: { schemaVersion: { type: "int64", id: 1 }, metaGraphs: { rule: "repeated", type: "MetaGraph", id: 2 } },
    },
    MetaGraph: {
      fields: {
        info: { type: "MetaInfo", id: 1 },
        graph: { type: "GraphDef", id: 2 },
        signatures: mapTo("Signature", 5),
      },
    },
    MetaInfo: { fields: { tags: { rule: "repeated", type: "string", id: 4 } } },
    Signature: {
      fields: {
        inputs: mapTo("TensorInfo", 1),
        outputs: mapTo("TensorInfo", 2),
        method: { type: "string", id: 3 },
      },
    },
    TensorInfo: {
      fields: { name: { type: "string", id: 1 }, dtype: { type: "int32", id: 2 }, shape: { type: "Shape", id: 3 } },
    },
    GraphDef: {
      fields: { nodes: { rule: "repeated", type: "Node", id: 1 }, versions: { type: "Versions", id: 4 } },
    },
    Versions: { fields: { producer: { type: "int32", id: 1 } } },
    Node: {
      fields: {
        name: { type: "string", id: 1 },
        op: { type: "string", id: 2 },
        inputs: { rule: "repeated", type: "string", id: 3 },
        attributes: mapTo("Attribute", 5),
      },
    },
    Attribute: {
      fields: {
        list: { type: "List", id: 1 },
        text: { type: "bytes", id: 2 },
        int: { type: "int64", id: 3 },
        float: { type: "float", id: 4 },
        bool: { type: "bool", id: 5 },
        type: { type: "int32", id: 6 },
        shape: { type: "Shape", id: 7 },
        tensor: { type: "Tensor", id: 8 },
      },
      oneofs: { value: { oneof: ["list", "text", "int", "float", "bool", "type", "shape", "tensor"] } },
    },
    List: { fields: { ints: { rule: "repeated", type: "int64", id: 3 } } },
    Shape: { fields: { sizes: { rule: "repeated", type: "Size", id: 2 } } },
    Size: { fields: { size: { type: "int64", id: 1 } } },
    Tensor: {
      fields: { dtype: { type: "int32", id: 1 }, shape: { type: "Shape", id: 2 }, content: { type: "bytes", id: 4 } },
    },
  },
});

const savedModel = root.lookupType("SavedModel");

/** @param message as the table above has it */
export function encodeSavedModel(message: object): Uint8Array {
  return savedModel.encode(savedModel.create(message)).finish();
}
