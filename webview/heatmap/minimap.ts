import { element } from "../shared/dom.ts";
import { paintWhole } from "./paintWhole.ts";
import { type Scene, visibleWeights } from "./scene.ts";

/** CSS pixels. */
const box = { width: 128, height: 96 };

export interface Minimap {
  readonly node: HTMLElement;
  /** To be called after every drawing of the map. */
  update(scene: Scene): void;
}

/**
 * The whole matrix, and the part of it that the map shows.
 *
 * @param centre hears the weight that a person wants to see
 */
export function createMinimap(centre: (row: number, column: number) => void): Minimap {
  const canvas = element("canvas", { "aria-hidden": true });
  const part = element("i", { class: "seen" });
  const node = element("div", { class: "minimap", hidden: true }, canvas, part);
  let scene: Scene | undefined;
  let painted = "";
  const go = (event: PointerEvent) => {
    if (!scene || event.buttons !== 1) return;
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const { rows, columns } = scene.input.layout;
    centre(((event.clientY - top) / height) * rows, ((event.clientX - left) / width) * columns);
  };
  node.addEventListener("pointerdown", go);
  node.addEventListener("pointermove", go);

  return {
    node,
    update(next) {
      const { input, pixelRatio } = next;
      const before = scene?.input;
      scene = next;
      const { rows, columns } = input.layout;
      const seen = visibleWeights(next);
      const isWhole = seen.rowEnd - seen.rowStart === rows && seen.columnEnd - seen.columnStart === columns;
      node.hidden = isWhole;
      if (isWhole) return;
      const key = `${input.mode}/${input.event}/${pixelRatio}`;
      if (before?.source !== input.source || key !== painted)
        painted = paintWhole(canvas, input, box, pixelRatio) ? key : "";
      const place = (share: number) => `${100 * share}%`;
      part.style.left = place(seen.columnStart / columns);
      part.style.top = place(seen.rowStart / rows);
      part.style.width = place((seen.columnEnd - seen.columnStart) / columns);
      part.style.height = place((seen.rowEnd - seen.rowStart) / rows);
    },
  };
}
