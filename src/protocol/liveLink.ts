import { connect, type Socket } from "node:net";
import { formatJsonLine, JsonLines } from "./jsonLines.ts";
import { type RunProgress, runProgressSchema, type TrainerControl, trainerControlSchema } from "./trainerMessages.ts";

/**
 * The live link of a run: a local socket that its trainer listens on, named in the run's lock. Any number of programs
 * may be connected. Lines of JSON: the trainer tells its progress, at once, when it changes, and as a sign of life every
 * second that its event loop is free; the others tell it to pause, continue or stop.
 */
export const liveLinkMessages = { fromTrainer: runProgressSchema, toTrainer: trainerControlSchema } as const;

export interface LiveLinkListener {
  progress(progress: RunProgress): void;
  /** The trainer is gone, or what it says cannot be understood. Called once, and not after `close`. */
  closed(): void;
}

/** The end of the link that watches. */
export class LiveLink {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Rejects with the system's error where nobody listens. */
  static connect(path: string, listener: LiveLinkListener): Promise<LiveLink> {
    return new Promise((resolve, reject) => {
      const socket = connect(path);
      const lines = new JsonLines(liveLinkMessages.fromTrainer);
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        // Told by "close".
        socket.on("error", () => {});
        socket.on("close", () => listener.closed());
        socket.on("data", (bytes) => {
          try {
            for (const progress of lines.push(bytes)) listener.progress(progress);
          } catch {
            socket.destroy();
          }
        });
        resolve(new LiveLink(socket));
      });
    });
  }

  control(action: TrainerControl): void {
    this.#socket.write(formatJsonLine({ type: "control", action }));
  }

  close(): void {
    this.#socket.removeAllListeners("data").removeAllListeners("close");
    this.#socket.destroy();
  }
}
