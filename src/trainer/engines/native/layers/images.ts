import { z } from "zod";
import { pad, reshape, slice } from "../graph/arrangement.ts";
import type { Output } from "../graph/graph.ts";
import { averagePool, maxPool, type PoolWindow } from "../graph/pooling.ts";
import { largest, mean } from "../graph/reductions.ts";
import { resize } from "../graph/resizing.ts";
import { imageShape } from "../graph/windows.ts";
import { channelsLast, padding, pair, single } from "./configs.ts";
import { configOf, type LayerWriter, onlyInput, sizedInput, sizesOf, type WrittenLayer } from "./layer.ts";

const edges = z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]);

export const imageLayers: Readonly<Record<string, LayerWriter>> = {
  MaxPooling2D: (layer) => maxPool(layer.graph, sizedInput(layer), poolWindow(layer)),
  AveragePooling2D: (layer) => averagePool(layer.graph, sizedInput(layer), poolWindow(layer)),
  MaxPooling1D: (layer) => pooledRow(layer, maxPool),
  AveragePooling1D: (layer) => pooledRow(layer, averagePool),
  GlobalMaxPooling2D: (layer) => largest(layer.graph, wholeImage(layer), [1, 2]),
  GlobalAveragePooling2D: (layer) => mean(layer.graph, wholeImage(layer), [1, 2]),
  GlobalMaxPooling1D: (layer) => largest(layer.graph, sizedInput(layer), [1]),
  GlobalAveragePooling1D: (layer) => mean(layer.graph, sizedInput(layer), [1]),
  ZeroPadding2D(layer) {
    const { padding: around } = configOf(
      layer,
      z.object({ padding: z.tuple([edges, edges]), dataFormat: channelsLast }),
    );
    return pad(layer.graph, onlyInput(layer), [[0, 0], ...around, [0, 0]]);
  },
  Cropping2D(layer) {
    const { cropping } = configOf(layer, z.object({ cropping: z.tuple([edges, edges]), dataFormat: channelsLast }));
    const x = onlyInput(layer);
    const [batch, height, width, channels] = imageShape(x);
    const [[top, bottom], [left, right]] = cropping;
    return slice(layer.graph, x, [0, top, left, 0], [batch, height - top - bottom, width - left - right, channels]);
  },
  UpSampling2D(layer) {
    const schema = z.object({ size: pair, dataFormat: channelsLast, interpolation: z.enum(["nearest", "bilinear"]) });
    const { size, interpolation } = configOf(layer, schema);
    const x = onlyInput(layer);
    const [height, width] = sizesOf(x);
    return resize(layer.graph, x, [height * size[0], width * size[1]], interpolation);
  },
};

function poolWindow(layer: WrittenLayer): PoolWindow {
  const schema = z.object({ poolSize: pair, strides: pair, padding, dataFormat: channelsLast });
  const { poolSize, strides, padding: kind } = configOf(layer, schema);
  return { size: poolSize, strides, padding: kind };
}

/** Sequences as images of one row. */
function pooledRow(layer: WrittenLayer, pool: typeof maxPool): Output {
  const { graph } = layer;
  const {
    poolSize,
    strides,
    padding: kind,
  } = configOf(layer, z.object({ poolSize: single, strides: single, padding }));
  const x = onlyInput(layer);
  const [steps, channels] = sizesOf(x);
  const row = reshape(graph, x, [x.shape[0], 1, steps, channels]);
  const y = pool(graph, row, { size: [1, poolSize], strides: [1, strides], padding: kind });
  const [batch, , places] = y.shape;
  return reshape(graph, y, [batch, places, channels]);
}

function wholeImage(layer: WrittenLayer): Output {
  configOf(layer, z.object({ dataFormat: channelsLast }));
  return sizedInput(layer);
}
