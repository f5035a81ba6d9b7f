/** What is used of tfjs-node's native binding: tensors by number, and SavedModels that run in a session. */
export interface Binding {
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_Version: string;
  /** Takes the numbers without a copy: they must stay as they are until the tensor is deleted. */
  createTensor(shape: readonly number[], dtype: number, values: Float32Array | Int32Array): number;
  deleteTensor(tensor: number): void;
  tensorDataSync(tensor: number): Float32Array | Int32Array;
  loadSavedModel(folder: string, tags: string): number;
  /** @param inputs and outputs names joined by commas */
  runSavedModel(model: number, tensors: readonly number[], inputs: string, outputs: string): { readonly id: number }[];
  deleteSavedModel(model: number): void;
}
