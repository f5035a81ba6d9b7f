import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Tf } from "../../tfjs/namespace.ts";
import { replaceKernel } from "./registration.ts";

/**
 * A clone shares its values, as in the library's other backends. This backend copies them, though only optimizers
 * write into a tensor, and into one of their own; and the tape clones whatever it saves. Large networks spent a tenth
 * of a step and of their memory on that.
 */
export function registerIdentity(tf: Tf): void {
  replaceKernel(tf, "Identity", ({ x }: { x: TensorInfo }) => {
    tf.backend().incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  });
}
