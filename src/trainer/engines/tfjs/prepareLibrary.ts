import { correctAbsoluteGradient } from "./absoluteGradient.ts";
import { correctAveragePoolGradient } from "./averagePoolGradient.ts";
import { addComparisonGradients } from "./comparisonGradients.ts";
import { completeConvolutions } from "./convolutions.ts";
import { addDilatedGradients } from "./dilatedGradients.ts";
import type { Tf } from "./namespace.ts";

const prepared = new WeakSet<object>();

/** Puts right what TensorFlow.js computes wrongly or refuses, on whatever backend: once a copy of the library. */
export function prepareLibrary(tf: Tf): void {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  if (prepared.has(classNameMap)) return;
  prepared.add(classNameMap);
  correctAbsoluteGradient(tf);
  correctAveragePoolGradient(tf);
  addComparisonGradients(tf);
  addDilatedGradients(tf);
  completeConvolutions(tf);
}
