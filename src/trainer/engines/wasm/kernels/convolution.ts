import type { backend_util } from "@tensorflow/tfjs-core";
import type { Tf } from "../../tfjs/namespace.ts";

/** What the library's convolution kernels, forward and backward, have in common. */
export interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: "same" | "valid" | number | backend_util.ExplicitPadding;
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  /** The library's own gradient kernels know no dilation; ours take it as one more attribute. */
  readonly dilations?: number | [number, number] | null;
}

type Shape4D = [number, number, number, number];

export function convolutionInfo(
  tf: Tf,
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvolutionAttributes,
  depthwise = false,
): backend_util.Conv2DInfo {
  const { strides, pad, dataFormat, dimRoundingMode, dilations } = attributes;
  return tf.backend_util.computeConv2DInfo(
    [...inputShape] as Shape4D,
    [...filterShape] as Shape4D,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    depthwise,
    tf.backend_util.convertConv2DDataFormat(dataFormat ?? "NHWC"),
  );
}
