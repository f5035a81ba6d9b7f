import { startNative } from "../../../src/trainer/engines/native/engine.ts";
import type { TestedEngine } from "../testedEngine.ts";
import { whyNativeIsUnavailable } from "./unavailable.ts";

const unavailable = whyNativeIsUnavailable();

export const compiled: TestedEngine = { name: "compiled native", start: startNative, mode: "compiled", unavailable };

export const eager: TestedEngine = {
  name: "eager native",
  start: () => startNative({ eager: true }),
  mode: "eager",
  unavailable,
};
