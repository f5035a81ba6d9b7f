import { writerOf } from "../../../src/trainer/engines/native/layers/writers.ts";
import type { LayerCase } from "../kernels/layerCases.ts";

/** Whether the native engine compiles a layer, or trains it operation by operation. */
export function isCompiled({ className, of: what }: LayerCase): boolean {
  return what !== "channels first" && (className === "InputLayer" || writerOf(className) !== undefined);
}
