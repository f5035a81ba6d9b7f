import { element } from "../../shared/dom.ts";
import { icon } from "../../shared/icons.ts";
import { progressRing, textButton } from "../../shared/toolkit.ts";

/** While the file is being opened: what will be here. */
export function openingNode(): HTMLElement {
  return element(
    "div",
    { class: "page-state" },
    progressRing("The file is being opened"),
    element("h1", {}, "Opening the file"),
    element(
      "p",
      { class: "muted" },
      "Its tensors come first, with their shapes and bytes. Then each one's weights: which are kept, how large they are, and which prune event removed the others.",
    ),
  );
}

/** Where the file cannot be shown: why, and another try. */
export function failedNode(error: Error, retry: () => void): HTMLElement {
  return element(
    "div",
    { class: "page-state", role: "alert" },
    element("span", { class: "problem" }, icon("error")),
    element("h1", {}, "The file cannot be shown"),
    element("p", {}, error.message),
    textButton("Open Again", "primary", retry),
  );
}
