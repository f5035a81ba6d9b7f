import "./message.css";
import { element, setText } from "../../shared/dom.ts";
import { icon } from "../../shared/icons.ts";
import { textButton } from "../../shared/toolkit.ts";
import type { Message } from "../model/messages.ts";

export interface MessageView {
  readonly node: HTMLElement;
  update(message: Message | undefined): void;
}

const icons = { information: "info", warning: "warning", error: "error" } as const;

/** The one sentence about the run as a whole, with the way out. */
export function createMessage(resume: () => void): MessageView {
  const text = element("p");
  const drawing = element("span");
  const button = textButton("Resume from Checkpoint", "primary", resume);
  const node = element("div", { class: "message", role: "status" }, drawing, text, button);
  return {
    node,
    update(message) {
      node.hidden = !message;
      if (!message) return;
      node.className = `message ${message.tone}`;
      drawing.replaceChildren(icon(icons[message.tone]));
      setText(text, message.text);
      button.hidden = !message.offersResume;
    },
  };
}
