import { element } from "../../shared/dom.ts";
import { icon } from "../../shared/icons.ts";

export interface Notice {
  readonly node: HTMLElement;
  say(kind: "info" | "error", text: string): void;
  clear(): void;
}

/** One line above the page: the newest thing that happened to the file, or that went wrong. */
export function createNotice(): Notice {
  const drawing = element("span");
  const text = element("p");
  const node = element("div", { class: "notice small", role: "status", hidden: true }, drawing, text);
  return {
    node,
    say(kind, words) {
      drawing.replaceChildren(icon(kind));
      text.textContent = words;
      node.className = `notice small ${kind}`;
      node.hidden = false;
    },
    clear() {
      node.hidden = true;
    },
  };
}
