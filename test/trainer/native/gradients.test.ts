import { startNative } from "../../../src/trainer/engines/native/engine.ts";
import { startCpuBackend } from "../cpuEngine.ts";
import { describeFormulas } from "../formulas.ts";
import { describeGradients } from "../gradients.ts";
import { layerCases, spacedCases, upSamplingCases } from "../kernels/layerCases.ts";
import { titled } from "../layerNetworks.ts";
import { isCompiled } from "./isCompiled.ts";
import { whyNativeIsUnavailable } from "./unavailable.ts";

const unavailable = whyNativeIsUnavailable();
const cases = [...layerCases, ...spacedCases, ...upSamplingCases].filter(isCompiled);
describeGradients("compiled native", startNative, titled(await startCpuBackend(), cases), unavailable);
describeFormulas("compiled native", startNative, unavailable);
