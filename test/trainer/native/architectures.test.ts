import { describeArchitectures } from "../architectures/describeArchitectures.ts";
import { compiled, eager } from "./engines.ts";

await describeArchitectures(compiled, eager);
