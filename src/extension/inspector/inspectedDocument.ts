import { type CustomDocument, type Disposable, EventEmitter, type Uri } from "vscode";
import type { Services } from "../services.ts";
import { type InspectionClient, openInspection } from "./inspectionClient.ts";
import { watchOnDisk } from "./watchOnDisk.ts";

/** A file that inspectors look at. Its thread starts when the first of them asks for something. */
export class InspectedDocument implements CustomDocument {
  readonly uri: Uri;
  readonly #services: Services;
  readonly #watcher: Disposable;
  readonly #changed = new EventEmitter<void>();
  /** It has changed on disk, and `read` gives what is there now. */
  readonly onDidChange = this.#changed.event;
  #opening: Promise<InspectionClient> | undefined;
  #client: InspectionClient | undefined;
  #disposed = false;

  constructor(services: Services, uri: Uri) {
    this.uri = uri;
    this.#services = services;
    this.#watcher = watchOnDisk(uri, () => void this.#refresh());
  }

  /** Rejects with a sentence where the file cannot be opened or read; asked again, it is tried again. */
  async read<Result>(ask: (client: InspectionClient) => Promise<Result>): Promise<Result> {
    if (this.#client?.ended) {
      this.#client = undefined;
      this.#opening = undefined;
    }
    this.#opening ??= this.#open();
    return ask(await this.#opening);
  }

  dispose(): void {
    this.#disposed = true;
    this.#watcher.dispose();
    this.#changed.dispose();
    this.#client?.dispose();
  }

  async #open(): Promise<InspectionClient> {
    try {
      if (this.uri.scheme !== "file") throw new Error(notOnDisk(this.uri));
      this.#client = await openInspection(this.#services, this.uri.fsPath);
      if (this.#disposed) this.#client.dispose();
      return this.#client;
    } catch (error) {
      this.#opening = undefined;
      this.#services.log.warn(
        `Inspecting ${this.uri.toString(true)}: ${error instanceof Error ? error.message : String(error)}`,
      );
      throw error;
    }
  }

  async #refresh(): Promise<void> {
    // Where that fails, those who ask again hear why.
    await this.#client?.refresh().catch(() => {});
    this.#changed.fire();
  }
}

function notOnDisk(uri: Uri): string {
  return `${uri.toString(true)} is not a file on a disk, from which tensors can be read by their place. Save a copy of it and open that.`;
}
