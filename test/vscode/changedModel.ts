import { openModel } from "../../src/models/open.ts";
import { writeLayersModel } from "../../src/models/tfjs/write.ts";
import { assertTrainable } from "../../src/models/trainable.ts";
import { readWholeModel, type WholeModel } from "../../src/models/wholeModel.ts";

/** Values of a tensor of a model. */
export async function readModel(folder: string, tensor: string): Promise<Float32Array> {
  const { weights } = await whole(folder);
  const found = weights.find(({ name }) => name === tensor);
  if (!found) throw new Error(`${folder} has no ${tensor}.`);
  return found.values;
}

/** Writes a tfjs model over itself with one tensor changed. */
export async function writeChanged(
  folder: string,
  tensor: string,
  change: (values: Float32Array) => Float32Array,
): Promise<void> {
  const { topology, weights } = await whole(folder);
  const tensors = weights.map((weight) =>
    weight.name === tensor ? { ...weight, values: change(weight.values) } : weight,
  );
  if (topology) await writeLayersModel(folder, { topology, tensors });
}

async function whole(folder: string): Promise<WholeModel> {
  const file = await openModel(folder);
  assertTrainable(file);
  const model = await readWholeModel(file);
  await file.close();
  return model;
}
