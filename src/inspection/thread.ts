import { Worker } from "node:worker_threads";
import { Channel, type Remote } from "../protocol/channel.ts";
import { ScratchFolder } from "./scratchFolder.ts";
import type { InspectionService } from "./service.ts";

/** How often a thread that is waited for is asked for a sign of life. */
const pingMilliseconds = 1000;

/** Questions without an answer after which a thread is taken for caught. */
const defaultPatience = 20;

/** What a thread has to close its files in. */
const closingMilliseconds = 2000;

/** Path of a subject, or of two whose difference is one. */
export type InspectedPath = string | readonly [a: string, b: string];

/** A subject in a thread of its own, which is ended where it gives no sign of life any more. */
export class InspectionThread {
  readonly #path: string;
  readonly #scratch = new ScratchFolder();
  readonly #worker: Worker;
  readonly #channel: Channel<object, InspectionService>;
  readonly #patience: number;
  #waiting = 0;
  /** Since the last sign of life. Counted, because a computer that sleeps lets time pass and asks nothing. */
  #pings = 0;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  /**
   * @param program of the thread: dist/inspection.js
   * @param patience seconds without a sign of life, about
   */
  constructor(program: string | URL, inspected: InspectedPath, patience = defaultPatience) {
    const path = typeof inspected === "string" ? inspected : inspected.join(" or ");
    this.#path = path;
    this.#patience = patience;
    this.#worker = new Worker(program, { workerData: inspected, env: this.#scratch.environment });
    this.#channel = new Channel({}, (message) => this.#worker.postMessage(message));
    this.#worker.on("message", (message) => {
      this.#pings = 0;
      this.#channel.receive(message);
    });
    this.#worker.on("error", ({ message }) => this.#end(`${path} could not be read: ${message}`));
    this.#worker.on("exit", () => {
      this.#scratch.remove();
      this.#end(`${path} could not be read: the thread that reads it has ended.`);
    });
  }

  /** Whether it will not answer any more. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Rejects with the sentence of what went wrong in the thread, or of why it has ended. */
  async call<Result>(ask: (remote: Remote<InspectionService>) => Promise<Result>): Promise<Result> {
    this.#waiting++;
    this.#timer ??= setInterval(() => this.#ping(), pingMilliseconds);
    try {
      return await ask(this.#channel.remote);
    } finally {
      this.#waiting--;
      if (this.#waiting === 0) this.#stopPinging();
    }
  }

  /** Lets the thread close its files, then ends it. */
  async close(): Promise<void> {
    const end = () => this.#end(`${this.#path} is not being read any more.`);
    const timer = setTimeout(end, closingMilliseconds);
    await this.call((remote) => remote.close()).catch(() => {});
    clearTimeout(timer);
    end();
  }

  #ping(): void {
    if (this.#pings >= this.#patience) {
      this.#end(
        `${this.#path} cannot be read: what reads it has given no sign of life for ${this.#patience} seconds and was ended. The file is probably damaged. Download or save it again.`,
      );
      return;
    }
    this.#pings++;
    // Where the thread ends, others are told why.
    this.#channel.remote.ping().catch(() => {});
  }

  #stopPinging(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#pings = 0;
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stopPinging();
    this.#channel.close(reason);
    void this.#worker.terminate();
  }
}
