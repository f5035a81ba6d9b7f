import { assemble } from "../assemble.ts";
import { decodeValues } from "../decode.ts";
import { bytesPerElement } from "../dtypes.ts";
import { FileBytes } from "../fileBytes.ts";
import type { ModelFile } from "../modelFile.ts";
import { readHeader } from "./read.ts";

/**
 * Opens a safetensors file for inspection: it holds tensors by name, without a topology.
 *
 * @throws ModelFileError where the file is missing or its header is damaged
 */
export async function openSafetensors(path: string): Promise<ModelFile> {
  const file = await FileBytes.open(path);
  try {
    const { header, dataStart } = await readHeader(file);
    const tensors = header.entries.map(({ name, dtype, shape, offset, bytes }) => ({
      name,
      dtype,
      shape,
      bytes,
      placement: undefined,
      async read(start: number, end: number) {
        const width = bytesPerElement[dtype];
        return decodeValues(await file.read(dataStart + offset + start * width, (end - start) * width), dtype);
      },
    }));
    return assemble({ format: "safetensors", path, tensors, network: undefined, close: () => file.close() });
  } catch (error) {
    await file.close();
    throw error;
  }
}
