import { holdsNumbers, type MeasuredModel } from "../../inspection/compareModels.ts";
import type { Services } from "../services.ts";
import { openInspection } from "./inspectionClient.ts";

/**
 * Reads a model file through, tensor by tensor.
 *
 * @param measuring hears what share of the weights, 0..1, each tensor holds before it is read
 * @throws Error in a sentence that names the file; the signal's reason where that is aborted
 */
export async function measureModel(
  services: Services,
  path: string,
  signal: AbortSignal,
  measuring: (tensor: string, share: number) => void,
): Promise<MeasuredModel> {
  const client = await openInspection(services, path);
  try {
    const file = await client.describe();
    const all = file.tensors.reduce((sum, { size }) => sum + size, 0);
    const nnz = new Map<string, number>();
    for (const tensor of file.tensors) {
      const { name, size } = tensor;
      signal.throwIfAborted();
      measuring(name, all === 0 ? 0 : size / all);
      if (holdsNumbers(tensor)) nnz.set(name, (await client.statistics(name)).nnz);
    }
    return { file, nnz };
  } finally {
    client.dispose();
  }
}
