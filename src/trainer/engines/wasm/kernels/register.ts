import type { Tf } from "../../tfjs/namespace.ts";
import type { Heap } from "../heap.ts";
import { registerActivations } from "./activations.ts";
import { registerAdd } from "./add.ts";
import { registerBatchNorm } from "./batchNorm.ts";
import { registerConv2d } from "./conv2d.ts";
import { registerDepthwiseConv2d } from "./depthwiseConv2d.ts";
import { registerIdentity } from "./identity.ts";
import { registerMatMul } from "./matMul.ts";
import { registerMaxPool } from "./maxPool.ts";
import { registerSegmentSum } from "./segmentSum.ts";
import { registerSum } from "./sum.ts";

/** Gives the wasm backend the kernels that training needs and it lacks, gets wrong, or is slow at. */
export function registerTrainingKernels(tf: Tf, heap: Heap): void {
  registerIdentity(tf);
  registerMatMul(tf, heap);
  registerConv2d(tf, heap);
  registerDepthwiseConv2d(tf, heap);
  registerMaxPool(tf, heap);
  registerActivations(tf, heap);
  registerAdd(tf, heap);
  registerBatchNorm(tf, heap);
  registerSum(tf, heap);
  registerSegmentSum(tf, heap);
}
