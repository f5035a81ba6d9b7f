import { describeNetwork } from "./behaviour/network.ts";
import { reference } from "./testedEngine.ts";

describeNetwork(reference);
