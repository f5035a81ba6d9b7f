import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { sizeOf, type WeightTensor } from "../../pruning/tensor.ts";
import type { Weight } from "../wholeModel.ts";

/**
 * Keras' initial values, drawn by the seed: kernels uniform in ±√(6 / (fan in + fan out)) (Glorot & Bengio 2010), scales
 * and variances 1, everything else 0.
 */
export function initialize(tensors: readonly WeightTensor[], seed: number): Weight[] {
  const generator = xoroshiro128plus(seed);
  return tensors.map((tensor) => ({ ...tensor, values: initialValues(tensor, generator) }));
}

function initialValues({ role, shape }: WeightTensor, generator: RandomGenerator): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  if (role === "gamma" || role === "moving_variance") return values.fill(1);
  if (!role.endsWith("kernel")) return values;
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  const field = values.length / (inputs * outputs);
  const limit = Math.sqrt(6 / (field * (inputs + outputs)));
  return values.map(() => (2 * uniformFloat64(generator) - 1) * limit);
}
