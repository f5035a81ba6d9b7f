import { sizeOf } from "../../pruning/tensor.ts";
import type { FileTensor } from "../assemble.ts";
import { decodeValues } from "../decode.ts";
import { bytesPerElement } from "../dtypes.ts";
import { ModelFileError } from "../modelFile.ts";
import type { WeightPlacer } from "../placement.ts";
import { byteLength, type Manifest, type ManifestWeight, type Quantization, storedDType } from "./manifest.ts";
import { Shards } from "./shards.ts";

/**
 * Finds each tensor's place in the shards of a manifest.
 *
 * @param placer finds the layers that own the tensors; undefined where there is no topology
 * @throws ModelFileError for a missing or short shard
 */
export async function manifestTensors(
  manifest: Manifest,
  modelJson: string,
  placer: WeightPlacer | undefined,
): Promise<FileTensor[]> {
  const tensors: FileTensor[] = [];
  for (const { paths, weights } of manifest) {
    const shards = await Shards.find(modelJson, paths);
    let offset = 0;
    for (const weight of weights) {
      const bytes = byteLength(weight) ?? (await stringBytes(weight, shards, offset));
      tensors.push({
        name: weight.name,
        shape: weight.shape,
        dtype: storedDType(weight),
        bytes,
        placement: placer?.place(weight.name),
        read: reader(weight, shards, offset, modelJson),
      });
      offset += bytes;
    }
    shards.checkSize(offset);
  }
  return tensors;
}

/** A string tensor is a run of strings, each behind its length in 4 bytes. */
async function stringBytes(weight: ManifestWeight, shards: Shards, start: number): Promise<number> {
  let offset = start;
  for (let i = 0; i < sizeOf(weight.shape); i++) {
    shards.checkSize(offset + 4);
    const { buffer } = await shards.read(offset, 4);
    offset += 4 + new DataView(buffer).getUint32(0, true);
  }
  return offset - start;
}

function reader(weight: ManifestWeight, shards: Shards, offset: number, modelJson: string): FileTensor["read"] {
  const dtype = storedDType(weight);
  if (dtype === "string" || dtype === "complex64") {
    return async () => {
      throw new ModelFileError(`${weight.name} in ${modelJson} holds ${dtype} values, which are no weights.`);
    };
  }
  const width = bytesPerElement[dtype];
  return async (start, end) => {
    const stored = decodeValues(await shards.read(offset + start * width, (end - start) * width), dtype);
    return weight.quantization ? dequantize(stored, weight.quantization, weight.dtype === "int32") : stored;
  };
}

/** q · scale + min, as tfjs does it; whole numbers where the tensor was one of integers. */
function dequantize(stored: Float32Array, quantization: Quantization, integers: boolean): Float32Array {
  if (quantization.dtype === "float16") return stored;
  const { scale, min } = quantization;
  return stored.map((value) => (integers ? Math.round(value * scale + min) : value * scale + min));
}
