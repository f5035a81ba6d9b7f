import type { Remote } from "../../src/protocol/channel.ts";
import type {
  ComparedFile,
  ComparedFiles,
  ComparedStatistics,
  ComparisonHost,
  ComparisonView,
} from "../../src/protocol/comparison.ts";
import { bytes } from "../../src/runs/figures.ts";
import type { HeatmapMode } from "../heatmap/modes.ts";
import type { PageMemory } from "../inspector/inspector.ts";
import { Measuring } from "../inspector/model/measuring.ts";
import { createNotice } from "../inspector/view/notice.ts";
import { failedNode } from "../inspector/view/states.ts";
import { element } from "../shared/dom.ts";
import { icon } from "../shared/icons.ts";
import { progressRing, textButton } from "../shared/toolkit.ts";
import { type Choices, recall } from "./remembered.ts";
import { loadSides } from "./sides.ts";
import { createTensorTable } from "./tensorTable.ts";
import { createTriptych, type TriptychInput } from "./triptych.ts";

/** Where comparison.css puts the table above the maps, and what stands above and below a map. */
const tableAbove = 1280;
const aroundMap = 250;
const leastMap = 220;

/** The page that compares two models: opens them, and keeps what a person has chosen. */
export class Comparison implements ComparisonView {
  readonly #root: HTMLElement;
  readonly #host: Remote<ComparisonHost>;
  readonly #memory: PageMemory;
  readonly #notice = createNotice();
  readonly #head = element("header", { class: "compared-files" });
  readonly #table = createTensorTable((tensor) => this.#select(tensor));
  readonly #maps = createTriptych({ maxHeight: mapHeight, chooseMode: (mode) => this.#chooseMode(mode) });
  readonly #page = element(
    "main",
    { class: "comparison" },
    element("nav", { "aria-label": "Tensors of both models" }, this.#head, this.#table.node),
    this.#maps.node,
  );
  #choices: Choices;
  #files: ComparedFiles | undefined;
  #statistics = new Map<string, ComparedStatistics>();
  #measuring: Measuring<ComparedStatistics> | undefined;
  #loaded: TriptychInput["loaded"] = "loading";

  constructor(root: HTMLElement, host: Remote<ComparisonHost>, memory: PageMemory) {
    this.#root = root;
    this.#host = host;
    this.#memory = memory;
    this.#choices = recall(memory.get());
  }

  async open(): Promise<void> {
    if (!this.#files) this.#show(openingNode());
    try {
      this.#take(await this.#host.open());
    } catch (error) {
      this.#files = undefined;
      this.#show(failedNode(error instanceof Error ? error : new Error(String(error)), () => void this.open()));
    }
  }

  changed(): void {
    this.#notice.say("info", "A file has changed on disk, and both were read again.");
    void this.open();
  }

  #take(files: ComparedFiles): void {
    this.#files = files;
    this.#statistics = new Map();
    this.#measuring?.stop();
    this.#measuring = new Measuring({
      statistics: (tensor) => this.#host.statistics(tensor),
      measured: (tensor, statistics) => {
        this.#statistics.set(tensor, statistics);
        this.#table.measured(tensor, statistics);
      },
      failed: (tensor, error) => this.#notice.say("error", `${tensor} could not be measured: ${error.message}`),
    });
    const names = files.tensors.map(({ name }) => name);
    this.#head.replaceChildren(...headNodes(files, () => this.#attempt(this.#host.showFigures())));
    this.#table.show(files.tensors);
    this.#show(this.#page);
    const chosen = names.find((name) => name === this.#choices.tensor) ?? names[0];
    this.#maps.node.hidden = chosen === undefined;
    if (chosen !== undefined) this.#select(chosen);
    this.#measuring.add(names);
  }

  #select(tensor: string): void {
    this.#choose({ tensor });
    this.#table.select(tensor);
    this.#measuring?.prefer(tensor);
    this.#loaded = "loading";
    this.#draw();
    void this.#load(tensor);
  }

  async #load(tensor: string): Promise<void> {
    const files = this.#files;
    const entry = files?.tensors.find(({ name }) => name === tensor);
    if (!entry) return;
    const failed = (error: Error) => this.#notice.say("error", error.message);
    let loaded: TriptychInput["loaded"];
    try {
      loaded = await loadSides(this.#host, entry, this.#statistics.get(tensor), failed);
    } catch (error) {
      loaded = { error: error instanceof Error ? error.message : String(error) };
    }
    // Another tensor, or other versions of the files, are looked at by now.
    if (this.#choices.tensor !== tensor || this.#files !== files) return;
    this.#loaded = loaded;
    this.#draw();
  }

  #chooseMode(mode: HeatmapMode): void {
    this.#choose({ mode });
    this.#draw();
  }

  #choose(choices: Partial<Choices>): void {
    this.#choices = { ...this.#choices, ...choices };
    this.#memory.set(this.#choices);
  }

  #draw(): void {
    const { tensor, mode } = this.#choices;
    if (!this.#files || tensor === undefined) return;
    const { a, b } = this.#files;
    this.#maps.update({ name: tensor, loaded: this.#loaded, titles: { a: a.title, b: b.title }, mode });
  }

  #attempt(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#notice.say("error", error instanceof Error ? error.message : String(error)));
  }

  #show(node: HTMLElement): void {
    if (!node.isConnected) this.#root.replaceChildren(this.#notice.node, node);
  }
}

/** Room for a map, so that all three and their keys are in sight together where they stand side by side. */
function mapHeight(): number {
  const most = window.innerWidth < tableAbove ? 0.5 * window.innerHeight : window.innerHeight - aroundMap;
  return Math.max(leastMap, Math.floor(most));
}

function headNodes({ a, b }: ComparedFiles, showFigures: () => void): HTMLElement[] {
  const line = (letter: string, { title, format, fileBytes, warnings }: ComparedFile) =>
    element(
      "p",
      {},
      element("b", {}, letter),
      ` ${title} `,
      element("span", { class: "small muted" }, `${format} · ${bytes(fileBytes)}`),
      ...warnings.map((warning) => element("span", { class: "small file-warning" }, icon("warning"), warning)),
    );
  return [
    element("h1", {}, "Comparison"),
    line("A", a),
    line("B", b),
    textButton("All Figures", "secondary", showFigures),
  ];
}

function openingNode(): HTMLElement {
  const words = "Their tensors come first. Then the weights of each, side by side, and how far they are apart.";
  return element(
    "div",
    { class: "page-state" },
    progressRing("The models are being opened"),
    element("h1", {}, "Opening both models"),
    element("p", { class: "muted" }, words),
  );
}
