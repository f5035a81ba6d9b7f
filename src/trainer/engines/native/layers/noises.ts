import { z } from "zod";
import { add, multiply, raw, where } from "../graph/elementwise.ts";
import type { Output, Shape } from "../graph/graph.ts";
import { randomNumbers } from "../graph/random.ts";
import { configOf, type LayerWriter, onlyInput, type WrittenLayer } from "./layer.ts";

const rateConfig = z.object({ rate: z.number().min(0).lt(1) });

/** Random layers: they act in training only. */
export const noiseLayers: Readonly<Record<string, LayerWriter>> = {
  Dropout(layer) {
    const { rate } = configOf(layer, rateConfig.extend({ noiseShape: z.null().optional() }));
    return dropped(layer, rate, onlyInput(layer).shape);
  },
  /** Whole channels at once. */
  SpatialDropout1D(layer) {
    const { rate } = configOf(layer, rateConfig);
    const [batch, , channels] = onlyInput(layer).shape;
    return dropped(layer, rate, [batch, 1, channels]);
  },
  GaussianNoise(layer) {
    const { stddev } = configOf(layer, z.object({ stddev: z.number().nonnegative() }));
    return layer.training ? add(layer.graph, onlyInput(layer), normal(layer, 0, stddev)) : onlyInput(layer);
  },
  GaussianDropout(layer) {
    const { rate } = configOf(layer, rateConfig);
    const factor = () => normal(layer, 1, Math.sqrt(rate / (1 - rate)));
    return layer.training && rate > 0 ? multiply(layer.graph, onlyInput(layer), factor()) : onlyInput(layer);
  },
};

function dropped(layer: WrittenLayer, rate: number, shape: Shape): Output {
  const x = onlyInput(layer);
  if (!layer.training || rate === 0) return x;
  const { graph } = layer;
  const numbers = randomNumbers(graph, "uniform", layer.seed(), shape, x);
  const kept = where(graph, "GreaterEqual", numbers, graph.scalar(rate));
  return multiply(graph, x, raw(graph, "Mul", kept, graph.scalar(1 / (1 - rate))));
}

function normal(layer: WrittenLayer, mean: number, deviation: number): Output {
  const { graph } = layer;
  const x = onlyInput(layer);
  const numbers = randomNumbers(graph, "normal", layer.seed(), x.shape, x);
  return raw(graph, "AddV2", raw(graph, "Mul", numbers, graph.scalar(deviation)), graph.scalar(mean));
}
