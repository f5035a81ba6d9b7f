import { element } from "../../shared/dom.ts";

/** What a page that has nothing to show yet will show, and when. */
const expected = [
  ["Sparsity and accuracy", "the schedule as soon as the network is built, then a point after every pass"],
  ["Layers", "what each rule prunes; masks after the first prune event"],
  ["Model size", "dense before the first pass, pruned when the run ends"],
] as const;

export function createExpected(): HTMLElement {
  const lines = expected.flatMap(([name, when]) => [element("dt", {}, name), element("dd", {}, when)]);
  const heading = element("div", { class: "heading" }, element("h2", {}, "What will appear here"));
  return element("section", { class: "expected" }, heading, element("dl", {}, ...lines));
}
