import { holdsNumbers, type MeasuredModel } from "./compareModels.ts";
import type { Subject } from "./subject.ts";
import { readDifference, type TensorDifference } from "./tensorDifference.ts";

export interface MeasuredPair {
  readonly a: MeasuredModel;
  readonly b: MeasuredModel;
  /** Of the tensors that both have in the same shape. */
  readonly differences: ReadonlyMap<string, TensorDifference>;
}

/**
 * Reads two models through.
 *
 * @throws ModelFileError that names the file and the tensor
 */
export async function measurePair(a: Subject, b: Subject): Promise<MeasuredPair> {
  const differences = new Map<string, TensorDifference>();
  for (const { name, shape } of comparableTensors(a, b)) {
    const read = (subject: Subject) => (range: Parameters<Subject["read"]>[1]) => subject.read(name, range);
    differences.set(name, await readDifference(shape, read(a), read(b)));
  }
  return { a: await measure(a), b: await measure(b), differences };
}

/** Tensors of the first that the second has too, in the same shape. */
export function comparableTensors(a: Subject, b: Subject): Subject["file"]["tensors"] {
  const others = new Map(b.file.tensors.map((tensor) => [tensor.name, tensor]));
  return a.file.tensors.filter((tensor) => {
    const other = others.get(tensor.name);
    return other && String(other.shape) === String(tensor.shape) && holdsNumbers(tensor) && holdsNumbers(other);
  });
}

async function measure(subject: Subject): Promise<MeasuredModel> {
  const { file } = subject;
  const nnz = new Map<string, number>();
  for (const { name } of file.tensors.filter(holdsNumbers)) nnz.set(name, (await subject.statistics(name)).nnz);
  return { file, nnz };
}
