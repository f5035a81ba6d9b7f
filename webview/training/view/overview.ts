import { matrixLayout } from "../../../src/pruning/matrixLayout.ts";
import { createThumbnails, type ThumbnailItem } from "../../heatmap/thumbnails.ts";
import { element, setText } from "../../shared/dom.ts";
import type { LayerRow } from "../model/layerRows.ts";
import { readablePrefix } from "../model/names.ts";
import { newestEvent, type ShownRun, shownEvent, shownTensor } from "../run.ts";
import type { SelectionStore } from "../selection.ts";
import { affordable, type TensorReader } from "../tensorReader.ts";

export interface Overview {
  readonly node: HTMLElement;
  update(run: ShownRun, rows: readonly LayerRow[]): void;
}

/**
 * All masks side by side, once nobody trains: while a run goes on, one layer at a time is read often enough.
 *
 * @param always also of a run that goes on, since what is shown stays as it is
 */
export function createOverview(store: SelectionStore, tensors: TensorReader, always: boolean): Overview {
  const thumbnails = createThumbnails((tensor) => store.set({ tensor }));
  const note = element("span", { class: "small muted" });
  const heading = element("div", { class: "heading" }, element("h2", {}, "All masks"), note);
  const node = element("section", { class: "overview" }, heading, thumbnails.node);
  return {
    node,
    update({ state, goesOn }, rows) {
      const plan = state.started?.plan ?? [];
      node.hidden = (goesOn && !always) || newestEvent(state) === 0;
      if (node.hidden) return;
      const selection = store.get();
      const shown = new Set(affordable(plan).map(({ tensor }) => tensor));
      const prefix = readablePrefix(rows.map(({ name }) => name));
      const eventPasses = state.prunes.toArray().map(({ pass }) => pass);
      const items = rows.flatMap(({ plan: tensor, name, reached, dead }): ThumbnailItem[] => {
        // They are read one after the other anyway, and appear as they come.
        const source = shown.has(tensor.tensor) ? tensors.peek(tensor.tensor) : undefined;
        if (!source || source === "loading" || "error" in source) return [];
        return [
          {
            tensor: { name: tensor.tensor, shape: tensor.shape, role: tensor.role, className: tensor.className },
            layout: matrixLayout(tensor.shape, tensor.role),
            source,
            mode: selection.mode,
            event: Math.min(source.events, shownEvent(selection, state)),
            eventPasses,
            plannedEvents: eventPasses.length,
            label: name.slice(prefix.length),
            sparsity: reached,
            dead,
          },
        ];
      });
      const missing = rows.length - shown.size;
      const what =
        missing > 0 ? `${shown.size} of ${rows.length} layers; the others are too large for all at once` : "";
      setText(note, what || "each at its own whole-number zoom; select one to see it below");
      thumbnails.update(items, shownTensor(selection, state));
    },
  };
}
