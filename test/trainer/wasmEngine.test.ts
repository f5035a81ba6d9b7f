import { startWasm } from "../../src/trainer/engines/wasm/engine.ts";
import { describeConformance } from "./conformance.ts";

await describeConformance("wasm", startWasm);
