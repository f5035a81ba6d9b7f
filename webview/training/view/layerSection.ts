import "./layerSection.css";
import { matrixLayout } from "../../../src/pruning/matrixLayout.ts";
import { createLayerView, type LayerViewOptions } from "../../heatmap/layerView.ts";
import { element } from "../../shared/dom.ts";
import { dropdown } from "../../shared/toolkit.ts";
import { displayNames, readablePrefix } from "../model/names.ts";
import { passesWithEvents } from "../model/timeline.ts";
import { type ShownRun, shownEvent, shownTensor } from "../run.ts";
import type { SelectionStore } from "../selection.ts";
import type { TensorReader } from "../tensorReader.ts";

export interface LayerSection {
  readonly node: HTMLElement;
  update(run: ShownRun): void;
}

/**
 * The selected layer, weight by weight, with the scrubber through its prune events.
 *
 * @param blocks of which there are only means, by tensor
 */
export function createLayerSection(
  store: SelectionStore,
  tensors: TensorReader,
  save: Pick<LayerViewOptions, "save" | "failed">,
  blocks: ReadonlyMap<string, number> | undefined,
): LayerSection {
  // Where the table is out of sight, layers are chosen here.
  const choice = dropdown("Layer", (tensor) => store.set({ tensor }));
  const view = createLayerView({
    ...save,
    maxHeight: () => Math.max(320, Math.min(560, window.innerHeight - 220)),
    chooseMode: (mode) => store.set({ mode }),
    chooseEvent: (event) => store.set({ event }),
  });
  choice.node.classList.add("layer-choice");
  const coarse = element("p", { class: "small muted coarse" });
  const node = element("div", { class: "layer-section" }, choice.node, view.node, coarse, view.minimap);
  let shown: readonly unknown[] = [];
  return {
    node,
    update({ state, goesOn }) {
      const selection = store.get();
      const tensor = shownTensor(selection, state);
      const plan = tensor === undefined ? undefined : state.tensors.get(tensor)?.plan;
      node.hidden = !plan;
      if (!plan || !state.started) return;
      // Before the first checkpoint there is nothing to be read yet; a report will never have more.
      const isAwaited = goesOn && blocks === undefined && state.checkpoints.length === 0;
      const source = isAwaited ? "loading" : tensors.source(plan);
      const known = typeof source === "object" && "events" in source ? source.events : 0;
      // An event is told before its masks can be read.
      const event = Math.min(known, shownEvent(selection, state));
      const held = state.prunes.toArray().map(({ pass }) => pass);
      const newest = held.at(-1) ?? -1;
      const planned = passesWithEvents(state.started.plan, state.started.passes).filter((pass) => pass > newest);
      const passes = state.status === "completed" ? held : [...held, ...planned];
      const deciding = [plan, source, event, selection.mode, passes.join()];
      if (deciding.every((one, i) => one === shown[i])) return;
      shown = deciding;

      const names = displayNames(state.started.plan);
      const prefix = readablePrefix([...names.values()]);
      const options = [...names].map(([value, name]) => ({ value, text: name.slice(prefix.length) }));
      choice.set(options, plan.tensor);
      const block = blocks?.get(plan.tensor);
      coarse.textContent =
        block === undefined ? "" : `This report has only means of ${block}×${block} weights of this layer.`;
      view.update({
        tensor: { name: plan.tensor, shape: plan.shape, role: plan.role, className: plan.className },
        layout: matrixLayout(plan.shape, plan.role),
        title: names.get(plan.tensor) ?? plan.tensor,
        source,
        mode: selection.mode,
        event,
        eventPasses: passes.slice(0, known),
        plannedPasses: passes.slice(known),
      });
    },
  };
}
