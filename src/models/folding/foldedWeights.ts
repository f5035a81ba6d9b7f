import type { Config } from "../topology/graph.ts";
import type { Weight, WholeModel } from "../wholeModel.ts";
import { type Affine, affineOf } from "./affine.ts";
import type { Target } from "./findTarget.ts";
import { fitsFloat32, followedBy, type Kernels, precededBy } from "./kernels.ts";
import { stagesOf } from "./linearLayers.ts";

/** Weights that were not zero and are after rounding to float32. */
export interface Vanished {
  readonly tensor: string;
  readonly weights: number;
}

/** The weights of a network while batch normalisations go into kernels. Layers are named by their paths. */
export class FoldedWeights {
  readonly #given: WholeModel["weights"];
  readonly #byLayer = new Map<string, Map<string, Weight>>();
  readonly #kernels = new Map<string, Kernels>();
  readonly #removed = new Set<string>();

  constructor(weights: WholeModel["weights"]) {
    this.#given = weights;
    for (const weight of weights) {
      const layer = this.#byLayer.get(weight.layer) ?? new Map<string, Weight>();
      this.#byLayer.set(weight.layer, layer.set(weight.role, weight));
    }
  }

  /** What a batch normalisation does; undefined where its statistics are not there. */
  affine(layer: string, config: Config): Affine | undefined {
    const weights = this.#byLayer.get(layer) ?? [];
    return affineOf(config, new Map([...weights].map(([role, { values }]) => [role, values])));
  }

  /**
   * Lets a layer's kernel do what the batch normalisation `norm` does as well.
   *
   * @returns why that cannot be, where it cannot; then nothing is changed
   */
  fold(norm: string, affine: Affine, into: string, { layer, normalized }: Target): string | undefined {
    const kernels = this.#kernels.get(into) ?? this.#kernelsOf(into, layer.className);
    if (!kernels) return `the weights of ${layer.name} are not there`;
    const stage = normalized === "outputs" ? kernels.stages.at(-1) : kernels.stages[0];
    if (stage?.[normalized].size !== affine.scale.length) {
      return `it has ${affine.scale.length} channels, which are not those of ${layer.name}`;
    }
    const folded = normalized === "outputs" ? followedBy(kernels, affine) : precededBy(kernels, affine);
    if (!fitsFloat32(folded)) return `weights of ${layer.name} would become larger than float32 can hold`;
    this.#kernels.set(into, folded);
    this.#removed.add(norm);
    return undefined;
  }

  /** All weights, rounded to float32, without those of layers that are gone. */
  finish(): { readonly weights: Weight[]; readonly vanished: Vanished[] } {
    const vanished: Vanished[] = [];
    const weights = this.#given.flatMap((weight): Weight[] => {
      if (this.#removed.has(weight.layer)) return [];
      const kernels = this.#kernels.get(weight.layer);
      if (!kernels) return [weight];
      const stage = kernels.stages.findIndex(({ role }) => role === weight.role);
      // The bias comes behind the last kernel, whether there was one or not.
      if (stage === -1) return [];
      const kernel = { ...weight, values: rounded(kernels.values[stage]!) };
      const lost = nonZeros(weight.values) - nonZeros(kernel.values);
      if (lost > 0) vanished.push({ tensor: weight.name, weights: lost });
      return stage === kernels.stages.length - 1 ? [kernel, biasOf(weight, kernels.bias)] : [kernel];
    });
    return { weights, vanished };
  }

  #kernelsOf(layer: string, className: string): Kernels | undefined {
    const weights = this.#byLayer.get(layer);
    const stages = stagesOf(className, (role) => weights?.get(role)?.shape);
    const outputs = stages?.at(-1)?.outputs.size;
    if (!weights || !stages || outputs === undefined) return undefined;
    const bias = weights.get("bias")?.values ?? new Float32Array(outputs);
    return {
      stages,
      values: stages.map(({ role }) => Float64Array.from(weights.get(role)?.values ?? [])),
      bias: Float64Array.from(bias),
    };
  }
}

function biasOf({ layer, className }: Weight, bias: Float64Array): Weight {
  return { name: `${layer}/bias`, layer, className, role: "bias", shape: [bias.length], values: rounded(bias) };
}

/** Zeros are positive ones, those of numbers too small for float32 too. */
function rounded(values: Float64Array): Float32Array {
  return Float32Array.from(values, (value) => Math.fround(value) + 0);
}

function nonZeros(values: Float32Array): number {
  return values.reduce((count, value) => count + Number(value !== 0), 0);
}
