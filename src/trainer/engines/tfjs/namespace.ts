import type * as core from "@tensorflow/tfjs-core";
import type * as layers from "@tensorflow/tfjs-layers";

/**
 * TensorFlow.js as one namespace. Two copies of tfjs-core do not mix, so only an engine's start imports the
 * library; everything else is handed this.
 */
export type Tf = typeof core & typeof layers;
