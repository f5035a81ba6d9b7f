import type { Graph, Output } from "./graph.ts";
import { imageShape } from "./windows.ts";

export type Interpolation = "nearest" | "bilinear";

const operations = {
  nearest: { forward: "ResizeNearestNeighbor", backward: "ResizeNearestNeighborGrad" },
  bilinear: { forward: "ResizeBilinear", backward: "ResizeBilinearGrad" },
} as const;

/** Images [batch, height, width, channels] in another size; corners are where TensorFlow.js has them by default. */
export function resize(graph: Graph, x: Output, size: readonly [number, number], how: Interpolation): Output {
  const { forward, backward } = operations[how];
  const [batch, height, width, channels] = imageShape(x);
  const attributes = {
    T: { type: "float32" },
    align_corners: { bool: false },
    half_pixel_centers: { bool: false },
  } as const;
  const y = graph.output(forward, [x, graph.integers(size)], attributes, [batch, ...size, channels]);
  return graph.tape.record(y, [x], (gradient) => {
    const original = how === "nearest" ? graph.integers([height, width]) : x;
    return [graph.output(backward, [gradient, original], attributes, x.shape)];
  });
}
