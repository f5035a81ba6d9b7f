import "../shared/base.css";
import "../heatmap/heatmap.css";
import "./comparison.css";
import type { ComparisonHost, ComparisonView } from "../../src/protocol/comparison.ts";
import { connect, pageState } from "../shared/host.ts";
import { Comparison } from "./comparison.ts";

const view: ComparisonView = { changed: () => comparison.changed() };
const comparison = new Comparison(document.body, connect<ComparisonView, ComparisonHost>(view), pageState);
void comparison.open();
