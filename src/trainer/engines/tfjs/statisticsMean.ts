import type { Variable } from "@tensorflow/tfjs-core";
import type { layers } from "@tensorflow/tfjs-layers";
import type { AssembledModel } from "./assembledModel.ts";
import type { Tf } from "./namespace.ts";

/** What the library's batch normalisation is inside: each use in training mode does v ← v − (v − value)(1 − momentum). */
type Normalization = layers.Layer & { momentum: number };

/** Lets the moving statistics of batch normalisations that learn be a plain mean for once. */
export class StatisticsMean {
  readonly #tf: Tf;
  readonly #normalizations: readonly Normalization[];
  readonly #statistics: readonly Variable[];
  /** Uses that the mean is of so far; a shared layer has several in a batch. */
  readonly #uses = new Map<Normalization, number>();
  #isAveraging = false;

  constructor(tf: Tf, { layers: placed, weights }: AssembledModel) {
    const learning = placed.flatMap(({ path, layer }) => {
      const normalization = layer.trainable ? normalizationIn(layer) : undefined;
      return normalization ? [{ path, normalization }] : [];
    });
    const paths = new Set(learning.map(({ path }) => path));
    this.#tf = tf;
    this.#normalizations = learning.map(({ normalization }) => normalization);
    this.#statistics = weights
      .filter(({ layer, role }) => paths.has(layer) && role.startsWith("moving_"))
      .map(({ variable }) => variable);
    for (const layer of this.#normalizations) this.#countUses(layer);
  }

  /** Forgets what the statistics were. */
  restart(): void {
    this.#uses.clear();
    for (const variable of this.#statistics) this.#tf.tidy(() => variable.assign(this.#tf.zerosLike(variable)));
  }

  /** What `work` runs through the network in training mode goes into the mean. */
  add(work: () => void): void {
    const momenta = this.#normalizations.map(({ momentum }) => momentum);
    this.#isAveraging = true;
    try {
      work();
    } finally {
      this.#isAveraging = false;
      for (const [i, layer] of this.#normalizations.entries()) layer.momentum = momenta[i];
    }
  }

  #countUses(layer: Normalization): void {
    const call = layer.call.bind(layer);
    layer.call = (inputs, kwargs) => {
      if (this.#isAveraging) {
        const earlier = this.#uses.get(layer) ?? 0;
        layer.momentum = earlier / (earlier + 1);
        this.#uses.set(layer, earlier + 1);
      }
      return call(inputs, kwargs);
    };
  }
}

/** The layer itself, or what a wrapper holds. */
function normalizationIn(layer: layers.Layer): Normalization | undefined {
  const inside = (layer as { readonly layer?: layers.Layer }).layer ?? layer;
  return inside.getClassName() === "BatchNormalization" ? (inside as Normalization) : undefined;
}
