import { decimal, notMeasured, percent } from "../../../../src/runs/figures.ts";
import { element } from "../../../shared/dom.ts";
import { shortenList } from "../../model/names.ts";
import type { Readout } from "../../model/readout.ts";
import { markerIcon } from "../markers.ts";

/** The values under the crosshair: always at the same place, in the same order, whatever was measured there. */
export function readoutCells(readout: Readout, shows: { accuracy: boolean; loss: boolean }): HTMLElement[] {
  const { x, event, groups, accuracy, trainLoss, testLoss } = readout;
  const cells = [cell("passes done", String(x)), cell("event", event === undefined ? notMeasured : String(event))];
  for (const { group, reached, asked } of groups) {
    const value = reached === undefined ? `asked ${percent(asked)}` : percent(reached);
    cells.push(cell(shortenList(group.label, 24), value, markerIcon(group.place), group.label));
  }
  if (shows.accuracy) cells.push(cell("accuracy", percent(accuracy)));
  if (shows.loss) cells.push(cell("test loss", decimal(testLoss, 3)), cell("train loss", decimal(trainLoss, 3)));
  return cells;
}

function cell(name: string, value: string, marker?: SVGSVGElement, title?: string): HTMLElement {
  return element(
    "span",
    { class: "cell", title },
    marker,
    element("span", { class: "muted" }, name),
    " ",
    element("b", {}, value),
  );
}

/** The same in a sentence, for who hears it. */
export function readoutSentence(readout: Readout): string {
  const parts = readout.groups.map(({ group, reached, asked }) =>
    reached === undefined ? `${group.label} asked ${percent(asked)}` : `${group.label} ${percent(reached)} sparse`,
  );
  if (readout.accuracy !== undefined) parts.push(`accuracy ${percent(readout.accuracy)}`);
  if (readout.testLoss !== undefined) parts.push(`test loss ${decimal(readout.testLoss, 3)}`);
  const event = readout.event === undefined ? "" : `, prune event ${readout.event}`;
  return `${readout.x} passes done${event}: ${parts.join(", ") || "nothing measured"}`;
}
