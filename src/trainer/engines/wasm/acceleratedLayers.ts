import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { Tf } from "../tfjs/namespace.ts";
import { useFusedBatchNorm } from "./fusedBatchNorm.ts";
import type { Heap } from "./heap.ts";
import { useLazyConvolution } from "./lazyConvolution.ts";

/** Puts faster layers in the place of those of tfjs-layers, which compute the same. */
export function accelerateLayers(tf: Tf, heap: Heap, model: LayersModel): void {
  useLazyConvolution(tf, model);
  useFusedBatchNorm(tf, heap, model);
}
