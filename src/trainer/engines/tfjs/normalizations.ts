import type { Tensor } from "@tensorflow/tfjs-core";
import type { PlacedLayer } from "./layerWeights.ts";
import type { Tf } from "./namespace.ts";

/** What the library's normalisation layers are inside. */
interface Normalization {
  axis: number | number[];
  scale: boolean;
  center: boolean;
  gamma: { read(): Tensor } | null | undefined;
  beta: { read(): Tensor } | null | undefined;
}

const classes: ReadonlySet<string> = new Set(["BatchNormalization", "LayerNormalization"]);

/**
 * Lets normalisations without scale or center train: tfjs-layers has no gradient for them, and reads what a
 * BatchNormalization lacks. Constants stand in for it, which are no weights.
 */
export function completeNormalizations(tf: Tf, placed: readonly PlacedLayer[]): void {
  for (const { layer } of placed) {
    if (!classes.has(layer.getClassName())) continue;
    const normalization = layer as unknown as Normalization;
    const { shape } = layer.inboundNodes[0].inputTensors[0];
    const sizes = [normalization.axis].flat().map((axis) => shape.at(axis) ?? 1);
    normalization.gamma ??= { read: () => tf.ones(sizes) };
    normalization.beta ??= { read: () => tf.zeros(sizes) };
    normalization.scale = true;
    normalization.center = true;
  }
}
