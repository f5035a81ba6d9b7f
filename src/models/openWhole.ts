import type { ModelFile } from "./modelFile.ts";
import { openModel } from "./open.ts";
import { readWholeModel, type WholeModel } from "./wholeModel.ts";

/** A model that was read from a file, which is closed again. */
export interface ReadModel extends Pick<ModelFile, "format" | "warnings"> {
  readonly model: WholeModel;
}

/**
 * Reads a model file of any format, with every weight.
 *
 * @throws ModelFileError that names the file or the tensor which cannot be read
 */
export async function openWholeModel(path: string): Promise<ReadModel> {
  const file = await openModel(path);
  try {
    return { format: file.format, warnings: file.warnings, model: await readWholeModel(file) };
  } finally {
    await file.close();
  }
}
