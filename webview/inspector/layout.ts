import type { LayerViewOptions } from "../heatmap/layerView.ts";
import { element } from "../shared/dom.ts";
import { createTensorPanels, type TensorPanels } from "./tensorPanels.ts";
import { createFileHead, type FileHead } from "./view/fileHead.ts";
import { createNavigation, type Navigation, type NavigationActions } from "./view/tensorNavigation.ts";

export interface LayoutActions extends NavigationActions, Omit<LayerViewOptions, "maxHeight"> {
  showRule(): void;
}

export interface Layout {
  readonly node: HTMLElement;
  readonly head: FileHead;
  readonly navigation: Navigation;
  readonly panels: TensorPanels;
  /** Whether there is a tensor to show at all. */
  showPanels(shown: boolean): void;
}

/** Widths, in CSS pixels, at which inspector.css puts parts elsewhere. */
const oneColumn = 560;
/** What stands above and below a map in its column. */
const aroundMap = 268;
const leastMap = 280;

/** Room for a map, so that it, its key and its scrubber are in sight together. */
function mapHeight(): number {
  const most = window.innerWidth <= oneColumn ? 0.6 * window.innerHeight : window.innerHeight - aroundMap;
  return Math.max(leastMap, Math.floor(most));
}

/** List of tensors, map, and what is known of the tensor: side by side where there is room. */
export function createLayout(actions: LayoutActions): Layout {
  const head = createFileHead();
  const navigation = createNavigation(actions);
  const panels = createTensorPanels({ ...actions, maxHeight: mapHeight }, actions.showRule);
  const minimap = element("section", { class: "minimap-place" }, element("h2", {}, "In sight"), panels.view.minimap);
  const aside = element(
    "aside",
    { "aria-label": "What is known of the tensor" },
    panels.facts,
    panels.histogram,
    minimap,
  );
  const node = element(
    "main",
    { class: "inspector" },
    element("nav", { "aria-label": "Tensors of the file" }, head.node, navigation.node),
    panels.view.node,
    aside,
  );
  return {
    node,
    head,
    navigation,
    panels,
    showPanels(shown) {
      panels.view.node.hidden = !shown;
      aside.hidden = !shown;
    },
  };
}
