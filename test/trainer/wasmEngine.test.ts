import { startWasm } from "../../src/trainer/engines/wasm/engine.ts";
import { describeNetwork } from "./behaviour/network.ts";
import { describeConformance } from "./conformance.ts";

const wasm = { name: "wasm", start: startWasm };
await describeConformance(wasm);
describeNetwork(wasm);
