import { element } from "../shared/dom.ts";
import { csvOf, type Drawing, pngOf, type SavedFile, svgOf } from "./exports.ts";

export interface SaveTarget {
  save(file: SavedFile): void;
  /** Hears why a picture could not be saved. */
  failed(error: Error): void;
}

/**
 * Buttons that save what a map shows.
 *
 * @param drawing what that is, when a button is pressed; undefined before anything is drawn
 */
export function createSaveButtons(drawing: () => Drawing | undefined, { save, failed }: SaveTarget): HTMLElement {
  const write = (make: (drawn: Drawing) => SavedFile) => {
    try {
      const drawn = drawing();
      if (!drawn) throw new Error("The map is not drawn yet. Save it once it is.");
      save(make(drawn));
    } catch (error) {
      failed(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const formats = [
    { name: "PNG", title: "The map alone, pixel for pixel", make: pngOf },
    { name: "SVG", title: "The map with its axes", make: svgOf },
    { name: "CSV", title: "The values that are in sight", make: csvOf },
  ];
  return element(
    "div",
    { class: "save small", role: "group", "aria-label": "Save what the map shows" },
    element("span", { class: "muted" }, "Save map as"),
    ...formats.map(({ name, title, make }) =>
      element("button", { type: "button", class: "link", title, on: { click: () => write(make) } }, name),
    ),
  );
}
