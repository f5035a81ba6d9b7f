import type { z } from "zod";
import type { Graph, Output, Variable } from "../graph/graph.ts";

/** A layer as it is written into a graph: once for training, once for evaluation. */
export interface WrittenLayer {
  readonly graph: Graph;
  /** Whether random layers act, and normalisation uses the batch. */
  readonly training: boolean;
  /** Whether the layer learns; frozen normalisation keeps to its statistics. */
  readonly learns: boolean;
  /** As TensorFlow.js gives it: getConfig(). */
  readonly config: unknown;
  readonly inputs: readonly Output[];
  /** How many examples there are, as float32, []. */
  batchSize(): Output;
  /** The values of one of its weights; its gradient is wanted where it learns. */
  weight(role: string): Output;
  hasWeight(role: string): boolean;
  /** The variable behind a weight, for statistics that change as it trains. */
  variable(role: string): Variable;
  /** Makes a training step move a statistic towards its value in the batch: v ← v − (v − value)(1 − momentum). */
  moveStatistic(variable: Variable, value: Output, momentum: number): void;
  /** int32, [2]: another for each layer and step. */
  seed(): Output;
}

/** Writes a layer's operations, and returns its output. */
export type LayerWriter = (layer: WrittenLayer) => Output;

/** A layer, or a use of it, that has no translation into a graph, with the reason for people. */
export class NotCompiled extends Error {
  override readonly name = "NotCompiled";
}

/** @throws NotCompiled where the configuration is another than the translation knows */
export function configOf<Config>(layer: WrittenLayer, schema: z.ZodType<Config>): Config {
  const parsed = schema.safeParse(layer.config);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const received = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown>)?.[key],
    layer.config,
  );
  throw new NotCompiled(`its ${issue.path.join(".")} is ${JSON.stringify(received)}`);
}

/** The only input of a layer that takes one. */
export function onlyInput({ inputs }: WrittenLayer): Output {
  if (inputs.length !== 1) throw new NotCompiled(`it has ${inputs.length} inputs`);
  return inputs[0];
}

/** The only input, whose sizes but the batch's must all be known. */
export function sizedInput(layer: WrittenLayer): Output {
  const x = onlyInput(layer);
  sizesOf(x);
  return x;
}

/** Sizes without the batch, which must all be known. */
export function sizesOf({ shape }: Output): number[] {
  return shape.slice(1).map((size) => {
    if (size === null) throw new NotCompiled("the size of its input is not fixed");
    return size;
  });
}
