import type { GradConfig, NamedAttrMap, Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import type { Tf } from "./namespace.ts";

type Pair = [number, number];

/**
 * Gives convolutions with gaps between the numbers of their kernels the gradients that TensorFlow.js refuses to
 * compute. Every `dilation`-th row and column make an image of their own, on which the kernel has no gaps.
 */
export function addDilatedGradients(tf: Tf): void {
  addTo(tf, tf.Conv2D, { toInput: tf.Conv2DBackpropInput, toKernel: tf.Conv2DBackpropFilter });
  addTo(tf, tf.DepthwiseConv2dNative, {
    toInput: tf.DepthwiseConv2dNativeBackpropInput,
    toKernel: tf.DepthwiseConv2dNativeBackpropFilter,
  });
}

function addTo(tf: Tf, kernelName: string, { toInput, toKernel }: { toInput: string; toKernel: string }): void {
  const stock = tf.getGradient(kernelName).gradFunc;
  const gradFunc: GradConfig["gradFunc"] = (gradient, saved, attributes) => {
    const { dilations, pad } = attributes as unknown as { dilations: Pair | number | null; pad: "same" | "valid" };
    const steps = typeof dilations === "number" ? [dilations, dilations] : (dilations ?? [1, 1]);
    if (steps.every((step) => step === 1)) return stock(gradient, saved, attributes);

    const [x, filter] = saved as Tensor4D[];
    const depthwise = kernelName === tf.DepthwiseConv2dNative;
    const info = tf.backend_util.computeConv2DInfo(x.shape, filter.shape, 1, dilations ?? 1, pad, undefined, depthwise);
    const { top, bottom, left, right } = info.padInfo;
    const surplus = [info.inHeight + top + bottom, info.inWidth + left + right].map(
      (side, axis) => (steps[axis] - (side % steps[axis])) % steps[axis],
    );
    const padding = [
      [top, bottom + surplus[0]],
      [left, right + surplus[1]],
    ];
    const parts = tf.spaceToBatchND(x, steps, padding);
    const dy = tf.spaceToBatchND(
      gradient as Tensor4D,
      steps,
      surplus.map((side) => [0, side]),
    );
    const run = (kernel: string, inputs: Record<string, Tensor>, shape: Record<string, number[]>) =>
      tf.engine().runKernel(kernel, inputs, {
        ...attributes,
        ...shape,
        strides: [1, 1],
        dilations: [1, 1],
        pad: "valid",
      } as NamedAttrMap) as Tensor;
    return {
      x: () => tf.batchToSpaceND(run(toInput, { dy, filter }, { inputShape: parts.shape }), steps, padding),
      filter: () => run(toKernel, { x: parts, dy }, { filterShape: filter.shape }),
    };
  };
  tf.registerGradient({ kernelName, inputsToSave: ["x", "filter"], gradFunc });
}
