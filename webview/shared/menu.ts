import "./menu.css";
import { element } from "./dom.ts";
import { iconButton } from "./toolkit.ts";

export interface MenuItem {
  readonly text: string;
  /** Set apart from the items before it. */
  readonly startsGroup?: boolean;
  readonly press: () => void;
}

const gap = 2;

/** A button with "…" and the menu it opens. `items` is asked whenever that happens. */
export function createMenu(name: string, items: () => readonly MenuItem[]): HTMLElement {
  const list = element("div", { class: "menu", role: "menu", popover: "auto", "aria-label": name });
  const button = iconButton(name, "more", () => open(button, list, items()));
  button.setAttribute("aria-haspopup", "menu");
  list.addEventListener("keydown", (event) => {
    const buttons = [...list.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (next !== undefined) buttons.at(next % buttons.length)?.focus();
    else if (event.key === "Tab") list.hidePopover();
    else return;
    event.preventDefault();
  });
  list.addEventListener("toggle", (event) => {
    button.setAttribute("aria-expanded", String((event as ToggleEvent).newState === "open"));
  });
  return element("span", { class: "menu-anchor" }, button, list);
}

function open(button: HTMLElement, list: HTMLElement, items: readonly MenuItem[]): void {
  list.replaceChildren(
    ...items.map(({ text, startsGroup, press }) => {
      const choose = () => {
        list.hidePopover();
        press();
      };
      const style = startsGroup ? "starts-group" : undefined;
      return element(
        "button",
        { type: "button", role: "menuitem", tabindex: -1, class: style, on: { click: choose } },
        text,
      );
    }),
  );
  list.showPopover();
  const anchor = button.getBoundingClientRect();
  const { width, height } = list.getBoundingClientRect();
  const below = anchor.bottom + gap + height <= window.innerHeight;
  list.style.left = `${Math.max(gap, anchor.right - width)}px`;
  list.style.top = `${below ? anchor.bottom + gap : Math.max(gap, anchor.top - gap - height)}px`;
  list.querySelector("button")?.focus();
}
