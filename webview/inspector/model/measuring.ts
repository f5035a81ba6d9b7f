import type { TensorStatistics } from "../../../src/protocol/tensorViews.ts";

/** What measuring needs of the page. */
export interface MeasuringTarget<Statistics = TensorStatistics> {
  statistics(tensor: string): Promise<Statistics>;
  measured(tensor: string, statistics: Statistics): void;
  failed(tensor: string, error: Error): void;
}

/**
 * Has tensors measured one at a time, since each is read through whole: the one that a person looks at first, then the
 * others in order.
 */
export class Measuring<Statistics = TensorStatistics> {
  readonly #target: MeasuringTarget<Statistics>;
  #waiting: string[] = [];
  /** Asked for already, answered or not. */
  readonly #asked = new Set<string>();
  #isBusy = false;
  #isStopped = false;

  constructor(target: MeasuringTarget<Statistics>) {
    this.#target = target;
  }

  /** More tensors, to be measured in their turn. */
  add(tensors: readonly string[]): void {
    const known = new Set([...this.#waiting, ...this.#asked]);
    this.#waiting.push(...tensors.filter((tensor) => !known.has(tensor)));
    void this.#work();
  }

  /** This tensor comes next. */
  prefer(tensor: string): void {
    if (this.#asked.has(tensor)) return;
    this.#waiting = [tensor, ...this.#waiting.filter((other) => other !== tensor)];
    void this.#work();
  }

  /** What is on its way is heard no more. */
  stop(): void {
    this.#isStopped = true;
    this.#waiting = [];
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let tensor = this.#waiting.shift(); tensor !== undefined; tensor = this.#waiting.shift()) {
      this.#asked.add(tensor);
      try {
        const statistics = await this.#target.statistics(tensor);
        if (!this.#isStopped) this.#target.measured(tensor, statistics);
      } catch (error) {
        if (!this.#isStopped) this.#target.failed(tensor, error instanceof Error ? error : new Error(String(error)));
      }
    }
    this.#isBusy = false;
  }
}
