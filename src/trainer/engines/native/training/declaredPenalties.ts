import { z } from "zod";

/** Factors of the penalties on a weight. */
export interface Penalties {
  /** Of Σ|w|. */
  readonly l1: number;
  /** Of ½ Σw². */
  readonly l2: number;
}

const regularizer = z.object({ className: z.literal("L1L2"), config: z.object({ l1: z.number(), l2: z.number() }) });

/**
 * What a layer's own configuration penalises of a weight: `kernelRegularizer` of `kernel`, and so on.
 *
 * @returns undefined where it is of a kind that is not known
 */
export function declaredPenalties(config: unknown, role: string): Penalties | undefined {
  const key = `${role.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase())}Regularizer`;
  const alternatives: Readonly<Record<string, string>> = {
    depthwiseKernelRegularizer: "depthwiseRegularizer",
    pointwiseKernelRegularizer: "pointwiseRegularizer",
  };
  const declared = (config as Record<string, unknown>)[key] ?? (config as Record<string, unknown>)[alternatives[key]];
  if (declared === null || declared === undefined) return { l1: 0, l2: 0 };
  const parsed = regularizer.safeParse(declared);
  // Keras' L2 is l2 · Σw².
  return parsed.success ? { l1: parsed.data.config.l1, l2: 2 * parsed.data.config.l2 } : undefined;
}
