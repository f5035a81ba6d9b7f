import "../shared/base.css";
import "./inspector.css";
import type { MaskInspectorHost, MaskInspectorView } from "../../src/protocol/maskInspector.ts";
import { connect, pageState } from "../shared/host.ts";
import { Inspector } from "./inspector.ts";

const view: MaskInspectorView = {
  select: (tensor) => inspector.select(tensor),
  changed: () => inspector.changed(),
};
const inspector = new Inspector(document.body, connect<MaskInspectorView, MaskInspectorHost>(view), pageState);
void inspector.open();
