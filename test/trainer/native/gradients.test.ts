import { startCpuBackend } from "../cpuEngine.ts";
import { describeFormulas } from "../formulas.ts";
import { describeGradients } from "../gradients.ts";
import { completedCases, layerCases, upSamplingCases } from "../kernels/layerCases.ts";
import { titled } from "../layerNetworks.ts";
import { compiled } from "./engines.ts";
import { isCompiled } from "./isCompiled.ts";

const cases = [...layerCases, ...completedCases, ...upSamplingCases].filter(isCompiled);
describeGradients(compiled, titled(await startCpuBackend(), cases));
describeFormulas(compiled);
