import { comparableTensors } from "./measurePair.ts";
import { openSubject } from "./openSubject.ts";
import { Subject } from "./subject.ts";
import { absoluteDifference } from "./tensorDifference.ts";
import type { TensorFile } from "./tensorFile.ts";

/**
 * Opens two models as one whose weights are |a − b|, of the tensors that both have in the same shape.
 *
 * @param a path, as of `openSubject`
 * @throws ModelFileError or RunFolderError in a sentence that names the file
 */
export async function openDifference(a: string, b: string): Promise<Subject> {
  const first = await openSubject(a);
  try {
    const second = await openSubject(b);
    return new Subject({
      title: `${first.file.title} − ${second.file.title}`,
      weights: differenceOf(first, second, `${a} and ${b}`),
      masks: undefined,
      run: null,
      warnings: [],
    });
  } catch (error) {
    await first.close();
    throw error;
  }
}

function differenceOf(a: Subject, b: Subject, path: string): TensorFile {
  return {
    path,
    format: "difference",
    bytes: a.file.fileBytes + b.file.fileBytes,
    tensors: comparableTensors(a, b).map((tensor) => ({ ...tensor, dtype: "float32" })),
    network: undefined,
    warnings: [],
    async read(tensor, range) {
      const [values, others] = [await a.read(tensor, range), await b.read(tensor, range)];
      return values.map((value, i) => absoluteDifference(value, others[i] ?? Number.NaN));
    },
    async close() {
      await Promise.all([a.close(), b.close()]);
    },
  };
}
