import { element } from "../shared/dom.ts";
import { type HeatmapMode, modeLabels, modesOf } from "./modes.ts";

export interface ModeSwitch {
  readonly node: HTMLElement;
  update(mode: HeatmapMode, masked: boolean): void;
}

/** One button a mode, of which one is pressed: arrows choose, as among radio buttons. */
export function createModeSwitch(choose: (mode: HeatmapMode) => void): ModeSwitch {
  const node = element("div", { class: "segments", role: "radiogroup", "aria-label": "What the map shows" });
  let shown = "";
  return {
    node,
    update(mode, masked) {
      const key = `${mode}/${masked}`;
      if (key === shown) return;
      shown = key;
      const modes = modesOf(masked);
      const hadFocus = node.contains(document.activeElement);
      node.replaceChildren(...modes.map((each) => button(each, each === mode, modes, choose)));
      if (hadFocus) node.querySelector<HTMLElement>("[aria-checked=true]")?.focus();
    },
  };
}

function button(
  mode: HeatmapMode,
  isChosen: boolean,
  modes: readonly HeatmapMode[],
  choose: (mode: HeatmapMode) => void,
): HTMLElement {
  const step = (by: number) => choose(modes[(modes.indexOf(mode) + by + modes.length) % modes.length]);
  const by: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  return element(
    "button",
    {
      type: "button",
      role: "radio",
      "aria-checked": isChosen,
      class: isChosen ? "selected" : undefined,
      tabindex: isChosen ? 0 : -1,
      on: {
        click: () => choose(mode),
        keydown: (event) => {
          const distance = by[event.key];
          if (distance === undefined) return;
          event.preventDefault();
          step(distance);
        },
      },
    },
    modeLabels[mode],
  );
}
