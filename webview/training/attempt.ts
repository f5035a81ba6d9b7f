import { element } from "../shared/dom.ts";
import { icon } from "../shared/icons.ts";
import { iconButton } from "../shared/toolkit.ts";

/** Waits for what the extension was asked to do; where that fails, says so on the page. */
export type Attempt = (work: Promise<unknown>) => void;

export interface Notices {
  readonly node: HTMLElement;
  readonly attempt: Attempt;
}

/** A line for the newest failure, until it is put away or something succeeds. */
export function createNotices(): Notices {
  const text = element("p");
  const node = element("div", { class: "message error", role: "alert", hidden: true }, icon("error"), text);
  node.append(iconButton("Put away", "close", () => node.toggleAttribute("hidden", true)));
  return {
    node,
    attempt(work) {
      work.then(
        () => node.toggleAttribute("hidden", true),
        (error: unknown) => {
          text.textContent = error instanceof Error ? error.message : String(error);
          node.hidden = false;
        },
      );
    },
  };
}
