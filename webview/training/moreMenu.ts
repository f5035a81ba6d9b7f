import { createMenu, type MenuItem } from "../shared/menu.ts";
import type { Attempt } from "./attempt.ts";
import { chartPng, svgText } from "./chartExport.ts";
import type { Environment } from "./environment.ts";
import { layersCsv, timelineCsv } from "./model/csv.ts";
import type { LayerRow } from "./model/layerRows.ts";
import type { Timeline } from "./model/timeline.ts";

/** What can be taken away from the page as it is now. */
export interface Exportable {
  readonly name: string;
  readonly tensor: string | undefined;
  readonly timeline: Timeline;
  readonly rows: readonly LayerRow[];
  readonly chart: SVGSVGElement;
}

/** @param now what is shown; undefined before there is anything */
export function createMoreMenu(
  { host, report }: Environment,
  attempt: Attempt,
  now: () => Exportable | undefined,
): HTMLElement {
  return createMenu("More actions", () => {
    const shown = now();
    const items: MenuItem[] = [];
    if (!report) {
      if (shown?.tensor !== undefined) {
        const { tensor } = shown;
        items.push({ text: "Show Rule in Recipe", press: () => attempt(host.showRule(tensor)) });
        items.push({ text: "Inspect Layer Masks", press: () => attempt(host.openMasks(tensor)) });
      }
      items.push({ text: "Export Report…", startsGroup: true, press: () => attempt(host.exportReport()) });
      items.push({ text: "Show Run Folder", press: () => attempt(host.showFolder()) });
    }
    return shown ? [...items, ...exports(shown, (name, content) => attempt(saveWhenReady(name, content)))] : items;
  });

  async function saveWhenReady(name: string, content: string | Promise<Uint8Array>): Promise<void> {
    await host.save(name, await content);
  }
}

type Save = (name: string, content: string | Promise<Uint8Array>) => void;

function exports({ name, timeline, rows, chart }: Exportable, save: Save): MenuItem[] {
  const title = `${name}: sparsity and accuracy`;
  return [
    { text: "Save Chart as SVG…", startsGroup: true, press: () => save(`${name}.svg`, svgText(chart, title)) },
    { text: "Save Chart as PNG…", press: () => save(`${name}.png`, chartPng(chart, title)) },
    { text: "Save Passes as CSV…", press: () => save(`${name}-passes.csv`, timelineCsv(timeline)) },
    { text: "Save Layers as CSV…", press: () => save(`${name}-layers.csv`, layersCsv(rows)) },
  ];
}
