import { startNative } from "../../src/trainer/engines/native/engine.ts";
import { describeConformance } from "./conformance.ts";
import { whyNativeIsUnavailable } from "./native/unavailable.ts";

await describeConformance({
  name: "eager native",
  start: () => startNative({ eager: true }),
  unavailable: whyNativeIsUnavailable(),
});
