/** How a channel runs through a tensor in row-major order: element i belongs to channel ⌊i / inner⌋ mod size. */
export interface ChannelAxis {
  readonly inner: number;
  readonly size: number;
}

/** One kernel of a layer that is linear but for its bias, and where its inputs' and outputs' channels are. */
export interface Stage {
  readonly role: string;
  readonly inputs: ChannelAxis;
  readonly outputs: ChannelAxis;
}

/** Axes of what goes into a layer and comes out of it, batch included; undefined where the class takes any. */
const ranks: Readonly<Record<string, number | undefined>> = {
  Dense: undefined,
  Conv1D: 3,
  Conv2D: 4,
  Conv2DTranspose: 4,
  DepthwiseConv2D: 4,
  SeparableConv2D: 4,
};

/** Whether a layer of this class is linear but for its bias and its activation. */
export function isLinear(className: string): boolean {
  return Object.hasOwn(ranks, className);
}

export function rankOf(className: string): number | undefined {
  return ranks[className];
}

/**
 * The kernels that a layer applies one after the other.
 *
 * @param className one that `isLinear`
 * @param shapeOf a weight of the layer by its role
 * @returns undefined where a kernel is not there
 */
export function stagesOf(
  className: string,
  shapeOf: (role: string) => readonly number[] | undefined,
): readonly Stage[] | undefined {
  const roles =
    className === "SeparableConv2D"
      ? ["depthwise_kernel", "pointwise_kernel"]
      : [className === "DepthwiseConv2D" ? "depthwise_kernel" : "kernel"];
  const stages = roles.flatMap((role) => {
    const shape = shapeOf(role);
    return shape && shape.length >= 2 ? [stageOf(role, shape, className === "Conv2DTranspose")] : [];
  });
  return stages.length === roles.length ? stages : undefined;
}

/** Kernels end with [in, out]; with [out, in] where transposed, with [in, multiplier] where depthwise. */
function stageOf(role: string, shape: readonly number[], transposed: boolean): Stage {
  const [beforeLast = 0, last = 0] = shape.slice(-2);
  const first = { inner: last, size: beforeLast };
  const second = { inner: 1, size: last };
  if (role === "depthwise_kernel") return { role, inputs: first, outputs: { inner: 1, size: beforeLast * last } };
  return transposed ? { role, inputs: second, outputs: first } : { role, inputs: first, outputs: second };
}
