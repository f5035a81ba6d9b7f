import { stat } from "node:fs/promises";
import path from "node:path";
import type { Remote } from "../../protocol/channel.ts";
import type { Liveness, RunSnapshot, TrainingPanelView } from "../../protocol/trainingPanel.ts";
import { damageSentence, EventTail } from "../../runs/eventReader.ts";
import type { RunEvent } from "../../runs/events.ts";
import { type RunPaths, runPaths } from "../../runs/runFolder.ts";
import type { WatchedRun } from "../runs/watchedRun.ts";

/** Milliseconds in which what is new is told together. */
const tellInterval = 200;

/** Events after which weights are others than before. */
const newWeights: ReadonlySet<RunEvent["type"]> = new Set(["checkpointSaved", "sizesMeasured"]);

/** Who is fed. */
export interface FedPage {
  view(): Remote<TrainingPanelView>;
  isVisible(): boolean;
  /** Weights or masks on the disk are newer than those that were read. */
  weightsChanged(): void;
  /** What could not be read, in a sentence. */
  failed(sentence: string): void;
}

/**
 * Tells a page what is new of a run. The page has all events and reduces them itself; while it is hidden it does not
 * exist, and when it is shown again it asks for all of them again.
 */
export class PanelFeed {
  readonly #run: WatchedRun;
  readonly #page: FedPage;
  readonly #paths: RunPaths;
  /** What the page has been told; undefined before it has asked. */
  #tail: EventTail | undefined;
  #toldLiveness: Liveness | undefined;
  #masksTime = 0;
  #timer: NodeJS.Timeout | undefined;
  /** One reading of the events at a time. */
  #telling: Promise<unknown> = Promise.resolve();

  constructor(run: WatchedRun, page: FedPage) {
    this.#run = run;
    this.#page = page;
    this.#paths = runPaths(run.folder);
  }

  /**
   * Everything so far; from then on the page is told what is new.
   *
   * @param cannotRun see RunSnapshot
   * @throws RunFolderError where the events cannot be read
   */
  open(cannotRun: string | null): Promise<RunSnapshot> {
    return this.#inTurn(async () => {
      this.#tail = undefined;
      await this.#run.look();
      const tail = new EventTail(this.#paths.events);
      const events = await tail.read();
      this.#tail = tail;
      this.#toldLiveness = this.#run.liveness;
      this.#masksTime = await this.#timeOfMasks();
      this.#page.weightsChanged();
      const warnings = damageWarnings(this.#paths.events, tail, events);
      const title = path.basename(this.#run.folder);
      return { title, events: [...events, ...warnings], liveness: this.#toldLiveness, cannotRun };
    });
  }

  /** To be called when something may be new. */
  tellSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#inTurn(() => this.#tell()).catch((error) => this.#page.failed(String(error)));
    }, tellInterval);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#tail = undefined;
  }

  async #tell(): Promise<void> {
    if (!this.#tail || !this.#page.isVisible()) return;
    const view = this.#page.view();
    const events = await this.#tail.read();
    if (events.some(({ type }) => newWeights.has(type))) this.#page.weightsChanged();
    if (events.length > 0) said(view.add(events));
    const { liveness } = this.#run;
    if (liveness !== this.#toldLiveness) said(view.liveness(liveness));
    this.#toldLiveness = liveness;
    const masksTime = await this.#timeOfMasks();
    if (masksTime === this.#masksTime) return;
    this.#masksTime = masksTime;
    this.#page.weightsChanged();
    said(view.masksChanged());
  }

  /** When the masks were written, which is after the event that says so; 0 before the first. */
  async #timeOfMasks(): Promise<number> {
    return (await stat(this.#paths.masks).catch(() => undefined))?.mtimeMs ?? 0;
  }

  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const turn = this.#telling.then(act);
    this.#telling = turn.catch(() => {});
    return turn;
  }
}

/** Nobody waits for what a page does with what it is told. */
function said(telling: Promise<void>): void {
  telling.catch(() => {});
}

function damageWarnings(file: string, { damagedLines }: EventTail, events: readonly RunEvent[]): RunEvent[] {
  const newest = events.at(-1);
  if (damagedLines.length === 0 || !newest) return [];
  const message = damageSentence(file, damagedLines);
  return [{ type: "warning", pass: newest.pass, time: newest.time, message }];
}
