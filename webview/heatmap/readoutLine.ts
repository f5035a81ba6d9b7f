import { element } from "../shared/dom.ts";
import { type ReadoutPart, readCell, scaleSentence } from "./readout.ts";
import type { Scene } from "./scene.ts";
import { wordsOf } from "./words.ts";
import type { CellPlace } from "./zoom.ts";

export interface ReadoutLine {
  readonly node: HTMLElement;
  /** @param aloud whether screen readers say it: what keys have moved to, not what the pointer passes over */
  update(scene: Scene, cursor: CellPlace | undefined, aloud: boolean): void;
}

/** The line below a map: what is under the pointer, else what a cell stands for. */
export function createReadoutLine(): ReadoutLine {
  const line = element("p", { class: "readout small" });
  const spoken = element("p", { class: "screen-reader", "aria-live": "polite" });
  return {
    node: element("div", {}, line, spoken),
    update(scene, cursor, aloud) {
      const { block } = scene.view.zoom;
      const parts = cursor && readCell(scene.input, cursor.row * block, cursor.column * block, block);
      line.replaceChildren(...(parts ? parts.map(partNode) : [captionNode(scene)]));
      if (aloud && parts) spoken.textContent = parts.map(({ name, value }) => `${name} ${value}`.trim()).join(", ");
    },
  };
}

function partNode({ name, value }: ReadoutPart): HTMLElement {
  return element(
    "span",
    { class: "readout-part" },
    name === "" ? undefined : element("span", { class: "muted" }, name),
    element("b", {}, value),
  );
}

function captionNode(scene: Scene): HTMLElement {
  const { source, mode, event, layout } = scene.input;
  const density = layout.rows === 1 ? undefined : source.density(event);
  const hasDead = density !== undefined && (density.rows.includes(0) || density.columns.includes(0));
  const isPast = mode === "magnitude" && source.masked && event < source.events;
  return element(
    "span",
    { class: "muted" },
    scaleSentence(scene),
    hasDead && ` · × = ${wordsOf(scene.input).nothing}`,
    isPast && " · |w| as it is now",
  );
}
