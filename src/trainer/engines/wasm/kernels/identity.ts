import type { CastAttrs, TensorInfo } from "@tensorflow/tfjs-core";
import type { Tf } from "../../tfjs/namespace.ts";
import { replaceKernel, stockKernel } from "./registration.ts";

/**
 * A clone shares its values, as in the library's other backends, and so does a cast to the type that a tensor has, which
 * is the gradient of a clone. This backend copies them, though only optimizers write into a tensor, and into one of
 * their own; and the tape clones whatever it saves. Large networks spent a tenth of a step and of their memory on that.
 */
export function registerIdentity(tf: Tf): void {
  function share({ dataId, shape, dtype }: TensorInfo): TensorInfo {
    tf.backend().incRef(dataId);
    return { dataId, shape, dtype };
  }

  replaceKernel(tf, "Identity", ({ x }: { x: TensorInfo }) => share(x));

  const stock = stockKernel<{ x: TensorInfo }, CastAttrs>(tf, "Cast");
  replaceKernel(tf, "Cast", (inputs: { x: TensorInfo }, attributes: CastAttrs) =>
    inputs.x.dtype === attributes.dtype ? share(inputs.x) : stock(inputs, attributes),
  );
}
