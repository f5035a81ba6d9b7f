import type { SavedFile } from "../heatmap/exports.ts";
import { element } from "../shared/dom.ts";
import { oncePerFrame } from "../shared/oncePerFrame.ts";
import type { Attempt } from "./attempt.ts";
import type { Environment } from "./environment.ts";
import { keyFigures } from "./model/keyFigures.ts";
import { type LayerRow, layerRows, totalsOf } from "./model/layerRows.ts";
import { ledgersOf } from "./model/ledger.ts";
import { messageOf, reportMessage } from "./model/messages.ts";
import { sizeRows } from "./model/sizes.ts";
import { type Timeline, timelineOf } from "./model/timeline.ts";
import { warningLines } from "./model/warnings.ts";
import { createMoreMenu } from "./moreMenu.ts";
import { reportNote } from "./report/note.ts";
import { newestEvent, type ShownRun, sharesParts, shownEvent, shownTensor, whenText } from "./run.ts";
import type { SelectionStore } from "./selection.ts";
import { TensorReader } from "./tensorReader.ts";
import { createExpected } from "./view/expected.ts";
import { createFigures } from "./view/figures.ts";
import { createHeader } from "./view/header.ts";
import { createLayerSection } from "./view/layerSection.ts";
import { createLayerTable } from "./view/layerTable.ts";
import { createMessage } from "./view/message.ts";
import { createOrigin } from "./view/origin.ts";
import { createOverview } from "./view/overview.ts";
import { createSizes } from "./view/sizes.ts";
import { createTimelineView } from "./view/timeline/timelineView.ts";
import { createWarnings } from "./view/warnings.ts";

export interface Sections {
  readonly node: HTMLElement;
  update(run: ShownRun): void;
  /** The masks can be read again. */
  masksChanged(): void;
}

/** Part of the pass axis that "now" moves by before the timeline is drawn again. */
const nowStep = 1 / 500;

/** The page's sections: each shows the run, and what of it is selected. */
export function createSections(environment: Environment, store: SelectionStore, attempt: Attempt): Sections {
  const { host, report } = environment;
  let run: ShownRun | undefined;
  let drawn: { readonly run: ShownRun; readonly timeline: Timeline } | undefined;
  let rows: readonly LayerRow[] = [];

  const resume = () => attempt(host.resume());
  const timelineView = createTimelineView(store);
  const menu = createMoreMenu(environment, attempt, () => {
    if (!run || !drawn) return undefined;
    const tensor = shownTensor(store.get(), run.state);
    return { name: run.title, tensor, timeline: drawn.timeline, rows, chart: timelineView.svg };
  });
  const header = createHeader(
    {
      pause: () => attempt(host.control("pause")),
      continue: () => attempt(host.control("continue")),
      stop: () => attempt(host.control("stop")),
      resume,
    },
    menu,
  );
  const message = createMessage(resume);
  const figures = createFigures();
  const warnings = createWarnings();
  const sizes = createSizes();
  const table = createLayerTable(store, (tensor) => {
    if (!report) attempt(host.openMasks(tensor));
  });
  // A frame after the rest: an event changes both, and together they would make a frame late.
  const drawLayersSoon = oncePerFrame(() => drawLayers());
  const tensors = new TensorReader(host, drawLayersSoon, (error) => attempt(Promise.reject(error)));
  const overview = createOverview(store, tensors, report !== undefined);
  const saving = {
    save: ({ name, content }: SavedFile) => attempt(host.save(name, content)),
    failed: (error: Error) => attempt(Promise.reject(error)),
  };
  const layer = createLayerSection(store, tensors, saving, report?.blocks);
  const sections = element("div", { class: "sections" }, timelineView.node, sizes.node, table.node, layer.node);
  const expected = createExpected();
  const origin = createOrigin();

  const drawTimeline = (now: ShownRun) => {
    const passesDone = now.progress?.passesDone ?? 0;
    const moved = Math.abs(passesDone - (drawn?.timeline.passesDone ?? -1)) / (now.progress?.passes ?? 1);
    if (drawn && sharesParts(drawn.run, now, ["tensors", "passes", "dense"]) && moved < nowStep) return;
    const timeline = timelineOf(now.state, now.goesOn, passesDone);
    drawn = { run: now, timeline };
    timelineView.update(timeline);
  };

  /** What the selected layer and event decide. */
  const drawLayers = () => {
    if (!run) return;
    const { state, goesOn } = run;
    const event = shownEvent(store.get(), state);
    rows = layerRows(state, event, (tensor, at) => tensors.deadFilters(tensor, at));
    table.update(rows, totalsOf(rows, state), whenText(state, event));
    sizes.update(
      sizeRows(state, goesOn),
      ledgersOf(state),
      event === newestEvent(state) ? "" : "now, whatever event is shown",
    );
    layer.update(run);
    overview.update(run, rows);
  };

  const readMasks = () => {
    tensors.invalidate();
    if (run?.state.started && run.state.checkpoints.length > 0) {
      void tensors.readThrough(run.state.started.plan, !run.goesOn);
    }
    drawLayers();
  };

  store.on((_, changed) => {
    if (changed.has("event") || changed.has("tensor") || changed.has("mode")) drawLayers();
  });

  return {
    node: element(
      "main",
      {},
      header.node,
      message.node,
      figures.node,
      warnings.node,
      expected,
      overview.node,
      sections,
      origin.node,
      report && reportNote(report),
    ),
    update(next) {
      const before = run;
      run = next;
      const { state, status, progress, liveness, cannotRun, title } = next;
      header.update({ title, state, status, progress, controllable: !report, cannotRun });
      message.update(report ? reportMessage(next) : messageOf(status, state, liveness, cannotRun));
      figures.update(keyFigures(state, status, progress));
      expected.hidden = state.started !== undefined;
      sections.hidden = state.started === undefined;
      drawTimeline(next);
      warnings.update(warningLines(state));
      origin.update(state);
      store.set({ tensor: shownTensor(store.get(), state) });
      const canBeRead = state.checkpoints.length > 0 && before?.state.checkpoints.length === 0;
      if (!before || canBeRead || before.goesOn !== next.goesOn) readMasks();
      else if (!sharesParts(before, next, ["started", "tensors", "sizes", "ended"])) drawLayersSoon();
    },
    masksChanged: readMasks,
  };
}
