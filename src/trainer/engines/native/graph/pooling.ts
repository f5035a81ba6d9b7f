import type { Graph, Output } from "./graph.ts";
import { shapeVector } from "./rawShapes.ts";
import { imageShape, placesAlong, type Window } from "./windows.ts";

export interface PoolWindow extends Omit<Window, "dilation"> {
  readonly size: readonly [number, number];
}

/** The largest in each window of images [batch, height, width, channels]; the first of equals gets the gradient. */
export function maxPool(graph: Graph, x: Output, window: PoolWindow): Output {
  const attributes = attributesOf(window);
  const y = graph.output("MaxPool", [x], attributes, pooledShape(x, window));
  return graph.tape.record(y, [x], (gradient) => [graph.output("MaxPoolGrad", [x, y, gradient], attributes, x.shape)]);
}

/** The mean of each window; padding does not count. */
export function averagePool(graph: Graph, x: Output, window: PoolWindow): Output {
  const attributes = attributesOf(window);
  const y = graph.output("AvgPool", [x], attributes, pooledShape(x, window));
  return graph.tape.record(y, [x], (gradient) => [
    graph.output("AvgPoolGrad", [shapeVector(graph, x), gradient], attributes, x.shape),
  ]);
}

function attributesOf({ size, strides, padding }: PoolWindow) {
  return {
    T: { type: "float32" },
    ksize: { ints: [1, ...size, 1] },
    strides: { ints: [1, ...strides, 1] },
    padding: { text: padding.toUpperCase() },
    data_format: { text: "NHWC" },
  } as const;
}

function pooledShape(x: Output, { size, strides, padding }: PoolWindow) {
  const [batch, height, width, channels] = imageShape(x);
  return [
    batch,
    placesAlong(height, size[0], strides[0], padding),
    placesAlong(width, size[1], strides[1], padding),
    channels,
  ];
}
