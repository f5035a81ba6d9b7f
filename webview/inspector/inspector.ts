import { levelDomain } from "../../src/heatmap/levels.ts";
import type { Remote } from "../../src/protocol/channel.ts";
import type { InspectedFile, MaskInspectorHost, MaskInspectorView } from "../../src/protocol/maskInspector.ts";
import type { TensorStatistics } from "../../src/protocol/tensorViews.ts";
import { RemoteSource } from "../heatmap/remoteSource.ts";
import { createLayout } from "./layout.ts";
import { LoadedTensors } from "./loadedTensors.ts";
import { Measuring } from "./model/measuring.ts";
import { type Choices, recall } from "./model/remembered.ts";
import type { ShownTensor } from "./model/shownTensor.ts";
import { groupTensors } from "./model/tensorList.ts";
import { totalsOf } from "./model/totals.ts";
import { createNotice } from "./view/notice.ts";
import { failedNode, openingNode } from "./view/states.ts";

export interface PageMemory {
  get(): unknown;
  set(state: unknown): void;
}

/** The page of a mask inspector: opens the file, and keeps what a person has chosen in it. */
export class Inspector implements MaskInspectorView {
  readonly #root: HTMLElement;
  readonly #host: Remote<MaskInspectorHost>;
  readonly #memory: PageMemory;
  readonly #notice = createNotice();
  readonly #layout = createLayout({
    select: (tensor) => this.select(tensor),
    filter: (words) => this.#change(() => (this.#filter = words)),
    sort: (sort) => this.#choose({ sort }),
    showOthers: (showsOthers) => this.#choose({ showsOthers }),
    chooseMode: (mode) => this.#choose({ mode }),
    chooseEvent: (event) => this.#change(() => (this.#event = event)),
    save: ({ name, content }) => this.#attempt(this.#host.save(name, content)),
    failed: (error) => this.#notice.say("error", error.message),
    showRule: () => this.#choices.tensor !== undefined && this.#attempt(this.#host.showRule(this.#choices.tensor)),
  });
  readonly #tensors: LoadedTensors;
  #choices: Choices;
  #filter = "";
  /** Undefined for the newest. */
  #event: number | undefined;
  #file: InspectedFile | undefined;
  #statistics = new Map<string, TensorStatistics>();
  #measuring: Measuring | undefined;
  #loaded: ShownTensor["loaded"] = "loading";
  #frame: number | undefined;

  constructor(root: HTMLElement, host: Remote<MaskInspectorHost>, memory: PageMemory) {
    this.#root = root;
    this.#host = host;
    this.#memory = memory;
    this.#choices = recall(memory.get());
    this.#tensors = new LoadedTensors({
      values: (tensor) => host.values(tensor),
      cells: (request) => host.cells(request),
      failed: (error) => this.#notice.say("error", error.message),
    });
    root.append(this.#notice.node);
  }

  async open(): Promise<void> {
    if (!this.#file) this.#showPage(openingNode());
    try {
      this.#take(await this.#host.open());
    } catch (error) {
      this.#file = undefined;
      const retry = () => void this.open();
      this.#showPage(failedNode(error instanceof Error ? error : new Error(String(error)), retry));
    }
  }

  select(tensor: string): void {
    // Told before the file is open: it is what will be shown.
    if (!this.#file) this.#choices = { ...this.#choices, tensor };
    const entry = this.#file?.tensors.find(({ name }) => name === tensor);
    if (!entry) return;
    this.#loaded = this.#tensors.get(tensor) ?? "loading";
    this.#measuring?.prefer(tensor);
    const isOther = groupTensors(this.#file?.tensors ?? []).others.includes(entry);
    this.#choose({ tensor, ...(isOther ? { showsOthers: true } : {}) });
    this.#layout.navigation.reveal();
    if (this.#loaded === "loading") void this.#load(tensor);
  }

  changed(): void {
    this.#notice.say("info", "The file has changed on disk, and was read again.");
    void this.open();
  }

  /** Shows a file, or the same one as it is now: what was known of its tensors no longer holds. */
  #take(file: InspectedFile): void {
    this.#file = file;
    this.#statistics = new Map();
    this.#tensors.clear();
    this.#measuring?.stop();
    this.#measuring = new Measuring({
      statistics: (tensor) => this.#host.statistics(tensor),
      measured: (tensor, statistics) => this.#measured(tensor, statistics),
      failed: (tensor, error) => this.#notice.say("error", `${tensor} could not be measured: ${error.message}`),
    });
    this.#showPage(this.#layout.node);
    const { main, others } = groupTensors(file.tensors);
    const all = [...main, ...others];
    const chosen = all.find(({ name }) => name === this.#choices.tensor) ?? all[0];
    if (chosen) this.select(chosen.name);
    else this.#draw();
    this.#measuring.add(all.map(({ name }) => name));
  }

  #measured(tensor: string, statistics: TensorStatistics): void {
    this.#statistics.set(tensor, statistics);
    const source = this.#tensors.get(tensor)?.source;
    if (source instanceof RemoteSource) source.domain = levelDomain(statistics.magnitudes);
    // Many small tensors may be measured within a frame.
    this.#drawSoon();
  }

  async #load(tensor: string): Promise<void> {
    const entry = this.#file?.tensors.find(({ name }) => name === tensor);
    if (!entry) return;
    const file = this.#file;
    let loaded: ShownTensor["loaded"];
    try {
      loaded = await this.#tensors.load(entry, () => this.#statistics.get(tensor));
    } catch (error) {
      loaded = { error: error instanceof Error ? error.message : String(error) };
    }
    // What a source knows only later belongs to the facts, too.
    if ("source" in loaded) loaded.source.onPicture(() => this.#drawSoon());
    // Another tensor, or another version of the file, is looked at by now.
    if (this.#choices.tensor !== tensor || this.#file !== file) return;
    this.#change(() => (this.#loaded = loaded));
  }

  #choose(choices: Partial<Choices>): void {
    this.#change(() => (this.#choices = { ...this.#choices, ...choices }));
    this.#memory.set(this.#choices);
  }

  #change(change: () => void): void {
    change();
    this.#draw();
  }

  #attempt(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#notice.say("error", error instanceof Error ? error.message : String(error)));
  }

  #drawSoon(): void {
    this.#frame ??= requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    const file = this.#file;
    if (!file) return;
    const { tensor, mode } = this.#choices;
    const { head, navigation, panels, showPanels } = this.#layout;
    const { main, others } = groupTensors(file.tensors);
    head.update(file, totalsOf(main.length > 0 ? main : others, this.#statistics));
    navigation.update({
      tensors: file.tensors,
      statistics: this.#statistics,
      selected: tensor,
      filter: this.#filter,
      ...this.#choices,
    });
    const entry = file.tensors.find(({ name }) => name === tensor);
    showPanels(entry !== undefined);
    if (!entry) return;
    const statistics = this.#statistics.get(entry.name);
    panels.update({ entry, loaded: this.#loaded, statistics, run: file.run, mode, event: this.#event });
  }

  #showPage(node: HTMLElement): void {
    if (node.isConnected) return;
    this.#root.replaceChildren(this.#notice.node, node);
  }
}
