import type { InspectedFile } from "../../../src/protocol/maskInspector.ts";
import { bytes, count, percent } from "../../../src/runs/figures.ts";
import { element } from "../../shared/dom.ts";
import { icon } from "../../shared/icons.ts";
import type { Totals } from "../model/totals.ts";

export interface FileHead {
  readonly node: HTMLElement;
  update(file: InspectedFile, totals: Totals): void;
}

/** What the file is, and what its tensors add up to. */
export function createFileHead(): FileHead {
  const title = element("h1");
  const format = element("p", { class: "small muted" });
  const size = element("p", { class: "small" });
  const measured = element("p", { class: "small muted" });
  const warnings = element("ul", { class: "file-warnings small" });
  return {
    node: element("header", { class: "file-head" }, title, format, size, measured, warnings),
    update(file, totals) {
      title.textContent = file.title;
      const { run } = file;
      const of = run && !file.title.includes(run.name) ? ` · run ${run.name}` : "";
      format.textContent = `${file.format} · ${bytes(file.fileBytes)}${of}`;
      const { weights, sparsity, tensors } = totals;
      const known = sparsity === undefined ? "" : ` · ${percent(sparsity)} sparse`;
      size.textContent =
        tensors === 0
          ? ""
          : `${count(weights)} weights in ${tensors === 1 ? "1 tensor" : `${tensors} tensors`}${known}`;
      const isComplete = totals.measured === tensors;
      measured.hidden = isComplete;
      measured.textContent = isComplete ? "" : `measured ${totals.measured} of ${tensors}`;
      warnings.hidden = file.warnings.length === 0;
      warnings.replaceChildren(
        ...file.warnings.map((warning) => element("li", {}, icon("warning"), element("span", {}, warning))),
      );
    },
  };
}
