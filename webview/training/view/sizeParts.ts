import { element } from "../../shared/dom.ts";
import type { SizeParts } from "../model/sizes.ts";

export const partNames = ["values", "mask", "other"] as const satisfies readonly (keyof SizeParts)[];

/** The pieces of a bar, as wide as their bytes. */
export function partsOf(parts: SizeParts): HTMLElement[] {
  return partNames
    .filter((name) => parts[name] > 0)
    .map((name) => {
      const piece = element("span", { class: `part part-${name}` });
      piece.style.flexGrow = String(parts[name]);
      return piece;
    });
}
