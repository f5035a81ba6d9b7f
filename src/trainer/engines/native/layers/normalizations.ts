import { z } from "zod";
import { reshape } from "../graph/arrangement.ts";
import { normalizeByBatch, normalizeByStatistics } from "../graph/batchNorm.ts";
import { add, multiply, raw, reciprocalRoot, square, subtract } from "../graph/elementwise.ts";
import type { Output } from "../graph/graph.ts";
import { mean } from "../graph/reductions.ts";
import { configOf, type LayerWriter, NotCompiled, onlyInput, sizedInput, sizesOf, type WrittenLayer } from "./layer.ts";
import { rescalingOf } from "./rescaling.ts";

const batchConfig = z.object({ axis: z.number().int(), momentum: z.number(), epsilon: z.number() });
const axesConfig = z.object({ axis: z.union([z.number().int(), z.array(z.number().int())]), epsilon: z.number() });

export const normalizationLayers: Readonly<Record<string, LayerWriter>> = {
  BatchNormalization(layer) {
    const { graph } = layer;
    const { axis, momentum, epsilon } = configOf(layer, batchConfig);
    const x = onlyInput(layer);
    const rank = x.shape.length;
    if (axis !== -1 && axis !== rank - 1) throw new NotCompiled(`its axis is ${axis}, not the last`);
    const sizes = sizesOf(x);
    const channels = sizes[sizes.length - 1];
    const places = sizes.slice(0, -1).reduce((a, b) => a * b, 1);
    const column = reshape(graph, x, [x.shape[0], places, 1, channels]);
    const gamma = layer.hasWeight("gamma") ? layer.weight("gamma") : graph.floats(new Array(channels).fill(1));
    const beta = layer.hasWeight("beta") ? layer.weight("beta") : graph.floats(new Array(channels).fill(0));
    if (!layer.training || !layer.learns) {
      const statistics = { mean: layer.weight("moving_mean"), variance: layer.weight("moving_variance") };
      const rescale = rescalingOf(x);
      if (rescale) {
        const deviation = add(graph, statistics.variance, graph.scalar(epsilon));
        const scale = multiply(graph, gamma, reciprocalRoot(graph, deviation));
        return rescale(scale, subtract(graph, beta, multiply(graph, statistics.mean, scale)));
      }
      // In another shape even if it is an image: TensorFlow would fuse a convolution before this and an activation after it
      // into one kernel, which it has not got for every activation.
      return reshape(graph, normalizeByStatistics(graph, column, gamma, beta, statistics, epsilon), x.shape);
    }
    const image = rank === 4 ? x : column;
    const { output, mean: batchMean, unbiasedVariance } = normalizeByBatch(graph, image, gamma, beta, epsilon);
    const variance = raw(graph, "Mul", unbiasedVariance, biasOf(layer, places));
    layer.moveStatistic(layer.variable("moving_mean"), batchMean, momentum);
    layer.moveStatistic(layer.variable("moving_variance"), variance, momentum);
    return reshape(graph, output, x.shape);
  },
  /** Ba, Kiros & Hinton 2016, arXiv 1607.06450. */
  LayerNormalization(layer) {
    const { graph } = layer;
    const { axis, epsilon } = configOf(layer, axesConfig);
    const x = sizedInput(layer);
    const rank = x.shape.length;
    const axes = [axis].flat().map((one) => (one < 0 ? one + rank : one));
    const centred = subtract(graph, x, mean(graph, x, axes, true));
    const variance = mean(graph, square(graph, centred), axes, true);
    const normal = multiply(graph, centred, reciprocalRoot(graph, add(graph, variance, graph.scalar(epsilon))));
    const parameterShape = x.shape.map((size, i) => (axes.includes(i) ? size : 1));
    const parameter = (role: string) => reshape(graph, layer.weight(role), parameterShape);
    const scaled = layer.hasWeight("gamma") ? multiply(graph, normal, parameter("gamma")) : normal;
    return layer.hasWeight("beta") ? add(graph, scaled, parameter("beta")) : scaled;
  },
};

/** (N − 1) / N for N numbers a channel: TensorFlow's variance is unbiased, that of Keras and TensorFlow.js is not. */
function biasOf(layer: WrittenLayer, places: number): Output {
  const { graph } = layer;
  const count = raw(graph, "Mul", layer.batchSize(), graph.scalar(places));
  const others = raw(graph, "Maximum", raw(graph, "Sub", count, graph.scalar(1)), graph.scalar(1));
  return raw(graph, "RealDiv", others, count);
}
