import { startBackend } from "../../src/trainer/engines/wasm/backend.ts";
import { startWasm } from "../../src/trainer/engines/wasm/engine.ts";
import { describeNetwork } from "./behaviour/network.ts";
import { describeConformance } from "./conformance.ts";
import { startCpuBackend } from "./cpuEngine.ts";
import { describeGradients } from "./gradients.ts";
import { completedCases, upSamplingCases } from "./kernels/layerCases.ts";
import { titled } from "./layerNetworks.ts";

/** On one or on two threads. The networks are so small that work must be divided that is not worth it. */
async function startOn(threads: 1 | 2) {
  const { heap } = await startBackend(2);
  heap.threads.alone = threads === 1;
  heap.threads.dividesAll = true;
  return startWasm();
}

const wasm = { name: "wasm", start: () => startOn(2) };
await describeConformance(wasm);
await describeConformance({ name: "wasm, on one thread,", start: () => startOn(1) });
describeNetwork(wasm);
describeGradients(wasm, titled(await startCpuBackend(), [...completedCases, ...upSamplingCases]));
