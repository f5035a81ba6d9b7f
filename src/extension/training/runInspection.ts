import { type InspectionClient, openInspection } from "../inspector/inspectionClient.ts";
import type { Services } from "../services.ts";

/** The weights and masks of a run, read by a thread of their own that is started when first asked. */
export class RunInspection {
  readonly #services: Services;
  readonly #folder: string;
  #client: Promise<InspectionClient> | undefined;
  #isStale = false;
  /** How often the files were opened again. */
  #renewals = 0;

  constructor(services: Services, folder: string) {
    this.#services = services;
    this.#folder = folder;
  }

  /** The run has written weights or masks: what is asked from now on is answered from those. */
  outdate(): void {
    this.#isStale = true;
  }

  /** Rejects with a sentence where the run has nothing to show, or cannot be read. */
  async read<Result>(ask: (client: InspectionClient) => Promise<Result>): Promise<Result> {
    if (this.#isStale) this.#renew();
    this.#client ??= openInspection(this.#services, this.#folder);
    const renewals = this.#renewals;
    try {
      return await ask(await this.#client);
    } catch (error) {
      // What is being read when the files are opened again is not read to its end.
      if (renewals !== this.#renewals) return this.read(ask);
      this.#isStale = true;
      throw error;
    }
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    client?.dispose();
  }

  #renew(): void {
    this.#isStale = false;
    this.#renewals++;
    this.#client = this.#client?.then(
      async (client) => {
        if (client.ended) return openInspection(this.#services, this.#folder);
        await client.refresh();
        return client;
      },
      // Not there before, it may be now.
      () => openInspection(this.#services, this.#folder),
    );
    // Whoever reads hears of it.
    this.#client?.catch(() => {});
  }
}
