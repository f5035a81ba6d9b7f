import { describeConformance } from "./conformance.ts";
import { eager } from "./native/engines.ts";

await describeConformance(eager);
