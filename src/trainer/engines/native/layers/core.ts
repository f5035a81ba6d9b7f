import { z } from "zod";
import { repeat, reshape, transpose } from "../graph/arrangement.ts";
import { addBias } from "../graph/convolution.ts";
import { add, cast, scale } from "../graph/elementwise.ts";
import { multiplyMatrices, rowsOf } from "../graph/matrices.ts";
import { activate, reshapeKept } from "./activate.ts";
import { activation } from "./configs.ts";
import { configOf, type LayerWriter, onlyInput, sizesOf } from "./layer.ts";

const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);

export const coreLayers: Readonly<Record<string, LayerWriter>> = {
  /** Of every row of the last axis. */
  Dense(layer) {
    const { graph } = layer;
    const { useBias, activation: name } = configOf(layer, z.object({ useBias: z.boolean(), activation }));
    const x = onlyInput(layer);
    const sizes = sizesOf(x);
    const kernel = layer.weight("kernel");
    const rows = sizes.length === 1 ? x : reshape(graph, x, [null, sizes[sizes.length - 1]]);
    const y = multiplyMatrices(graph, rows, kernel);
    const biased = useBias ? addBias(graph, y, layer.weight("bias")) : y;
    const shaped =
      sizes.length === 1
        ? biased
        : reshape(graph, biased, [x.shape[0], ...sizes.slice(0, -1), kernel.shape[1] as number]);
    return activate(graph, shaped, name);
  },
  Flatten(layer) {
    configOf(layer, z.object({ dataFormat: z.literal("channelsLast").nullish() }));
    const x = onlyInput(layer);
    return reshapeKept(layer.graph, x, [x.shape[0], product(sizesOf(x))]);
  },
  Reshape(layer) {
    const { targetShape } = configOf(layer, z.object({ targetShape: z.array(z.number().int().nullable()) }));
    const x = onlyInput(layer);
    const known = product(targetShape.filter((size): size is number => size !== null && size > 0));
    const free = product(sizesOf(x)) / known;
    return reshapeKept(layer.graph, x, [
      x.shape[0],
      ...targetShape.map((size) => (size !== null && size > 0 ? size : free)),
    ]);
  },
  Permute(layer) {
    const { dims } = configOf(layer, z.object({ dims: z.array(z.number().int().positive()) }));
    return transpose(layer.graph, onlyInput(layer), [0, ...dims]);
  },
  RepeatVector(layer) {
    const { n } = configOf(layer, z.object({ n: z.number().int().positive() }));
    const x = onlyInput(layer);
    const [features] = sizesOf(x);
    return repeat(layer.graph, reshape(layer.graph, x, [x.shape[0], 1, features]), 1, n);
  },
  Embedding(layer) {
    configOf(layer, z.object({ maskZero: z.literal(false).nullish() }));
    return rowsOf(layer.graph, layer.weight("embeddings"), cast(layer.graph, onlyInput(layer), "int32"));
  },
  Rescaling(layer) {
    const { graph } = layer;
    const { scale: factor, offset } = configOf(layer, z.object({ scale: z.number(), offset: z.number() }));
    const scaled = scale(graph, onlyInput(layer), factor);
    return offset === 0 ? scaled : add(graph, scaled, graph.scalar(offset));
  },
};
