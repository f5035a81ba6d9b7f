import { sizeOf } from "../../pruning/tensor.ts";
import { append, writeAtomically } from "../atomicFile.ts";
import { dtypeOf, type NumericArray, type TensorSource } from "../numericArray.ts";
import { layOut } from "./header.ts";

/**
 * Writes a safetensors file, whole or not at all. Each tensor's values are read when their turn comes.
 *
 * @throws Error where a name comes twice, or a tensor's values are not what its shape and dtype say
 */
export async function writeSafetensors(
  path: string,
  tensors: readonly TensorSource[],
  metadata: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  const { header, placed } = layOut(tensors, metadata);
  await writeAtomically(path, async (file) => {
    await append(file, header);
    for (const tensor of placed) await append(file, bytesOf(tensor, await tensor.read()));
  });
}

function bytesOf({ name, shape, dtype }: TensorSource, values: NumericArray): Uint8Array {
  if (dtypeOf(values) !== dtype || values.length !== sizeOf(shape)) {
    throw new Error(`${name} gave ${values.length} values of ${dtypeOf(values)} for ${dtype} [${shape.join(", ")}].`);
  }
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
