import { startCpuBackend } from "./cpuEngine.ts";
import { describeFormulas } from "./formulas.ts";
import { describeGradients } from "./gradients.ts";
import { completedCases, layerCases, untrainableCases } from "./kernels/layerCases.ts";
import { titled } from "./layerNetworks.ts";
import { reference } from "./testedEngine.ts";

/** Two copies of a wrong gradient agree: this is what the reference itself is measured by. */
const withoutGradient = new Set(["Conv3DTranspose"]);
const cases = [...layerCases, ...completedCases, ...untrainableCases].filter(
  ({ className }) => !withoutGradient.has(className),
);
describeGradients(reference, titled(await startCpuBackend(), cases));
describeFormulas(reference);
