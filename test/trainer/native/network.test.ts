import { describeNetwork } from "../behaviour/network.ts";
import { compiled, eager } from "./engines.ts";

describeNetwork(compiled);
describeNetwork(eager);
