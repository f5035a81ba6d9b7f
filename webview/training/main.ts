import "../shared/base.css";
import type { TrainingPanelHost, TrainingPanelView } from "../../src/protocol/trainingPanel.ts";
import { connect, pageState } from "../shared/host.ts";
import { openPage } from "./page.ts";
import { fillBrowserGaps } from "./report/browserGaps.ts";
import { followColourScheme } from "./report/colourScheme.ts";
import { embeddedEnvironment, embeddedRun } from "./report/embeddedHost.ts";

const run = embeddedRun();
if (run) {
  document.title = `${run.title} · pruning report`;
  fillBrowserGaps();
  followColourScheme();
  openPage(document.body, () => embeddedEnvironment(run));
} else {
  openPage(document.body, (view) => ({
    host: connect<TrainingPanelView, TrainingPanelHost>(view),
    report: undefined,
    memory: pageState,
  }));
}
