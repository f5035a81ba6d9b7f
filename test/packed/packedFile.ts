import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import type { PackedHeader } from "../../src/packed/read/header.ts";
import { prefixBytes, signature, version } from "../../src/packed/read/header.ts";
import { packTensors, type TensorToPack } from "../../src/packed/write/packTensors.ts";

/** A network of one dense layer: what `tf.loadLayersModel` can make of a kernel and a bias. */
export function denseTopology(inputs: number, units: number) {
  const config = { name: "fc", units, activation: "linear", use_bias: true, batch_input_shape: [null, inputs] };
  return { class_name: "Sequential", config: { name: "net", layers: [{ class_name: "Dense", config }] } };
}

/** The file that packing these tensors gives. */
export function fileOf(tensors: readonly TensorToPack[], topology: PackedHeader["topology"] = denseTopology(1, 1)) {
  return Buffer.concat(packTensors({ generator: "test", topology, metadata: {}, tensors }).pieces);
}

/** The same file with another header, whose checksum is right. */
export function withHeader(file: Buffer, change: (header: Record<string, unknown>) => unknown): Buffer {
  const { json, dataStart } = headerOf(file);
  return Buffer.concat([headerBytes(JSON.stringify(change(json))), file.subarray(dataStart)]);
}

/** The file of one tensor with other streams, stored as they are. */
export function withStreams(file: Buffer, streams: readonly Uint8Array[], nonZero: number): Buffer {
  const body = Buffer.concat(streams);
  const described = streams.map(({ length }) => ["stored", length, length]);
  const header = withHeader(file, (given) => {
    const [tensor] = given.tensors as object[];
    return { ...given, tensors: [{ ...tensor, nonZero, crc32: crc32(body), streams: described }] };
  });
  return Buffer.concat([header.subarray(0, headerOf(header).dataStart), body]);
}

export function headerOf(file: Buffer): { json: Record<string, unknown>; dataStart: number } {
  const dataStart = prefixBytes + file.readUInt32LE(12);
  return { json: JSON.parse(inflateRawSync(file.subarray(prefixBytes, dataStart)).toString()), dataStart };
}

export function headerBytes(json: string, announced = Buffer.byteLength(json)): Buffer {
  const packed = deflateRawSync(json);
  const fields = Buffer.alloc(16);
  [version, packed.length, announced, crc32(packed)].forEach((field, i) => {
    fields.writeUInt32LE(field, 4 * i);
  });
  return Buffer.concat([signature, fields, packed]);
}
