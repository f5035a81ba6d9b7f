import { element } from "../../shared/dom.ts";
import type { ReportFacts } from "../environment.ts";
import { listed } from "../model/wording.ts";

/** What a reader must know of the report itself. */
export function reportNote({ writtenAt, blocks }: ReportFacts): HTMLElement {
  const date = `${writtenAt.slice(0, 10)} ${writtenAt.slice(11, 16)} UTC`;
  return element(
    "footer",
    { class: "small muted" },
    element("p", {}, `Written by Sparsity Inspector, ${date}.`),
    blocks.size > 0 &&
      element(
        "p",
        {},
        `To keep this page small, it has no single weights of ${listed([...blocks.keys()])}: their maps show means of blocks. Open the run in VS Code to see every weight.`,
      ),
  );
}
