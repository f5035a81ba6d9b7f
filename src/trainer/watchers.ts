import type { RunProgress, TrainerJob, TrainerMessage } from "../protocol/trainerMessages.ts";
import type { Reach } from "../runs/runLock.ts";
import type { Controls } from "./controls.ts";
import { JobFailure } from "./jobFailure.ts";
import { LiveLinkServer } from "./liveLink.ts";

type RunJob = Extract<TrainerJob, { type: "prune" | "resume" }>;

/** Those who watch a run: the process that has started it, and whoever finds it through its lock. */
export class Watchers {
  /** What they may interfere with. */
  readonly controls: Controls;
  /** How others find this process. */
  readonly reach: Reach;
  /** Sentences about those who cannot. */
  readonly notes: readonly string[];
  readonly #parent: (message: TrainerMessage) => void;
  readonly #link: LiveLinkServer | undefined;

  private constructor(
    { controls, parent }: { readonly controls: Controls; readonly parent: (message: TrainerMessage) => void },
    link: LiveLinkServer | undefined,
    reach: Reach,
    notes: readonly string[],
  ) {
    this.controls = controls;
    this.#parent = parent;
    this.#link = link;
    this.reach = reach;
    this.notes = notes;
  }

  /**
   * @param parent sends a message to the process that has started this one
   * @throws JobFailure where a run that is to live on its own could not be reached by anybody
   */
  static async gather(
    { detached }: RunJob,
    controls: Controls,
    parent: (message: TrainerMessage) => void,
  ): Promise<Watchers> {
    try {
      const link = await LiveLinkServer.open((action) => controls.apply(action));
      return new Watchers({ controls, parent }, link, { socket: link.socket, ...detached }, []);
    } catch (error) {
      const reason = `No other program could pause or stop this run. ${error instanceof Error ? error.message : error}`;
      if (detached) throw new JobFailure(reason);
      return new Watchers({ controls, parent }, undefined, {}, [reason]);
    }
  }

  readonly send = (message: TrainerMessage): void => {
    this.#parent(message);
    if (message.type === "progress") this.#link?.tell(message);
  };

  /** For those who find the run before it has made progress. */
  begin(progress: RunProgress): void {
    this.#link?.tell(progress);
  }

  async leave(): Promise<void> {
    await this.#link?.close();
  }
}
