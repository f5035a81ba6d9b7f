import { chmod } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { formatJsonLine, JsonLines } from "../protocol/jsonLines.ts";
import { liveLinkMessages } from "../protocol/liveLink.ts";
import type { RunProgress, TrainerControl } from "../protocol/trainerMessages.ts";
import { newLiveSocket, removeLiveSocket } from "../runs/liveSocket.ts";
import { refused } from "../runs/runFolderError.ts";

/** Milliseconds between two signs of life where nothing changes. */
const heartbeat = 1000;

/** The trainer's end of a run's live link: tells all who are connected how far it is, and hears what they want. */
export class LiveLinkServer {
  /** Where to connect. */
  readonly socket: string;
  readonly #server: Server;
  readonly #watchers = new Set<Socket>();
  readonly #apply: (action: TrainerControl) => void;
  readonly #timer: NodeJS.Timeout;
  #newest: RunProgress | undefined;

  private constructor(socket: string, apply: (action: TrainerControl) => void) {
    this.socket = socket;
    this.#apply = apply;
    this.#server = createServer((watcher) => this.#welcome(watcher));
    this.#timer = setInterval(() => this.#tellAll(), heartbeat);
  }

  /**
   * @param apply is told what any of the watchers wants
   * @throws RunFolderError where there is no place for a socket
   */
  static async open(apply: (action: TrainerControl) => void): Promise<LiveLinkServer> {
    const socket = await newLiveSocket();
    const link = new LiveLinkServer(socket, apply);
    try {
      await link.#listen();
      return link;
    } catch (error) {
      await link.close();
      throw refused(socket, "written", error);
    }
  }

  /** Tells everybody, and whoever comes later. */
  tell(progress: RunProgress): void {
    this.#newest = progress;
    this.#tellAll();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#server.close();
    for (const watcher of this.#watchers) watcher.destroy();
    await removeLiveSocket(this.socket);
  }

  async #listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.socket, resolve);
    });
    if (process.platform !== "win32") await chmod(this.socket, 0o600);
  }

  #welcome(watcher: Socket): void {
    const lines = new JsonLines(liveLinkMessages.toTrainer);
    this.#watchers.add(watcher);
    watcher.on("close", () => this.#watchers.delete(watcher));
    // A watcher that is gone is nothing to worry about: "close" follows.
    watcher.on("error", () => {});
    watcher.on("data", (bytes) => {
      try {
        for (const { action } of lines.push(bytes)) this.#apply(action);
      } catch {
        watcher.destroy();
      }
    });
    this.#tellOne(watcher);
  }

  #tellAll(): void {
    for (const watcher of this.#watchers) this.#tellOne(watcher);
  }

  /** One that does not listen misses some: the next tells the same and more. */
  #tellOne(watcher: Socket): void {
    if (this.#newest && !watcher.writableNeedDrain) watcher.write(formatJsonLine(this.#newest));
  }
}
