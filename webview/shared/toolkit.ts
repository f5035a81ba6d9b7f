import {
  type Dropdown,
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
} from "@vscode/webview-ui-toolkit";
import { element } from "./dom.ts";
import { type IconName, icon } from "./icons.ts";

/**
 * All that pages know of @vscode/webview-ui-toolkit. It is archived upstream, so it stays behind these functions: what
 * replaces it has to offer the same. It costs 100 kB of a page. Its badge and its progress ring write style attributes,
 * which the pages' security policy refuses, so those two are base.css' own; and it tries out an empty style sheet, which
 * the policy has to allow by its hash.
 */
provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption());

declare global {
  interface HTMLElementTagNameMap {
    "vscode-button": HTMLElement;
    "vscode-dropdown": Dropdown;
    "vscode-option": HTMLElement;
  }
}

/** A button that is only an icon: its name is heard, and seen as a tooltip. */
export function iconButton(name: string, drawing: IconName, press: () => void): HTMLElement {
  const button = element("vscode-button", { appearance: "icon", title: name, "aria-label": name }, icon(drawing));
  button.addEventListener("click", press);
  return button;
}

export function textButton(text: string, appearance: "primary" | "secondary", press: () => void): HTMLElement {
  const button = element("vscode-button", { appearance }, text);
  button.addEventListener("click", press);
  return button;
}

export function setDisabled(button: HTMLElement, disabled: boolean): void {
  button.toggleAttribute("disabled", disabled);
}

export function badge(text: string, title?: string): HTMLElement {
  return element("span", { class: "badge", title }, text);
}

/** Turns while something is waited for. */
export function progressRing(name: string): HTMLElement {
  return element("span", { class: "progress-ring", role: "progressbar", "aria-label": name });
}

export interface Option {
  readonly value: string;
  readonly text: string;
}

export interface Choice {
  readonly node: HTMLElement;
  set(options: readonly Option[], chosen: string | undefined): void;
}

/** A list that opens on demand. */
export function dropdown(name: string, choose: (value: string) => void): Choice {
  const node = element("vscode-dropdown", { "aria-label": name });
  let shown: readonly Option[] = [];
  node.addEventListener("change", () => choose(node.value));
  return {
    node,
    set(options, chosen) {
      const same = options.length === shown.length && options.every(({ value }, i) => value === shown[i].value);
      if (!same) {
        node.replaceChildren(...options.map(({ value, text }) => element("vscode-option", { value }, text)));
        shown = options;
      }
      if (chosen !== undefined && node.value !== chosen) node.value = chosen;
    },
  };
}
