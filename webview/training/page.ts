import "./page.css";
import type { TrainingPanelView } from "../../src/protocol/trainingPanel.ts";
import { oncePerFrame } from "../shared/oncePerFrame.ts";
import { createStore } from "../shared/store.ts";
import { progressRing } from "../shared/toolkit.ts";
import { createNotices } from "./attempt.ts";
import type { Environment } from "./environment.ts";
import { type ShownRun, shownRun, withEvents, withLiveness } from "./run.ts";
import { createSections } from "./sections.ts";
import { recalled, remembered, rememberedKeys } from "./selection.ts";

/** Shows a run, live or old. What comes within a frame is drawn once. */
export function openPage(root: HTMLElement, environmentOf: (view: TrainingPanelView) => Environment): void {
  let run: ShownRun | undefined;
  const draw = oncePerFrame(() => run && sections.update(run));
  const show = (next: ShownRun | undefined) => {
    run = next;
    draw();
  };

  const environment = environmentOf({
    add: (events) => show(run && withEvents(run, events)),
    liveness: (liveness) => show(run && withLiveness(run, liveness)),
    masksChanged: () => sections.masksChanged(),
  });
  const { host, memory } = environment;
  const store = createStore(recalled(memory.get()));
  store.on((selection, changed) => {
    if (rememberedKeys.some((key) => changed.has(key))) memory.set(remembered(selection));
  });
  const notices = createNotices();
  const sections = createSections(environment, store, notices.attempt);
  const waiting = progressRing("The run is being read");
  root.append(notices.node, waiting);

  const open = async () => {
    run = shownRun(await host.open());
    waiting.replaceWith(sections.node);
    sections.update(run);
  };
  notices.attempt(open().finally(() => waiting.remove()));
}
