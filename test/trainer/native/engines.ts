import { startNative } from "../../../src/trainer/engines/native/engine.ts";
import type { TestedEngine } from "../testedEngine.ts";
import { whyNativeIsUnavailable } from "./unavailable.ts";

const unavailable = whyNativeIsUnavailable();

/** More threads would gain nothing with networks this small, and wait for each other on a busy machine. */
const threads = 1;

export const compiled: TestedEngine = {
  name: "compiled native",
  start: () => startNative({ threads }),
  mode: "compiled",
  unavailable,
};

export const eager: TestedEngine = {
  name: "eager native",
  start: () => startNative({ threads, eager: true }),
  mode: "eager",
  unavailable,
};
