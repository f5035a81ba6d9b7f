import { startWasm } from "../../src/trainer/engines/wasm/engine.ts";
import { describeArchitectures } from "./architectures/describeArchitectures.ts";

await describeArchitectures({ name: "wasm", start: startWasm });
