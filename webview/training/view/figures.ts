import "./figures.css";
import { element, setText } from "../../shared/dom.ts";
import type { KeyFigure } from "../model/keyFigures.ts";

export interface Figures {
  readonly node: HTMLElement;
  update(figures: readonly KeyFigure[]): void;
}

/** The figures that one glance is for. */
export function createFigures(): Figures {
  const node = element("dl", { class: "figures", "aria-label": "Key figures" });
  const shown: { name: HTMLElement; value: HTMLElement; note: HTMLElement }[] = [];
  return {
    node,
    update(figures) {
      figures.forEach((figure, i) => {
        if (!shown[i]) {
          const [name, value, note] = [
            element("dt"),
            element("dd", { class: "value" }),
            element("dd", { class: "note" }),
          ];
          shown.push({ name, value, note });
          node.append(element("div", {}, name, value, note));
        }
        setText(shown[i].name, figure.name);
        setText(shown[i].value, figure.value);
        setText(shown[i].note, figure.note);
      });
    },
  };
}
