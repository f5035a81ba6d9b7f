import { type Disposable, EventEmitter, Uri } from "vscode";
import { mergeNames } from "../../inspection/compareModels.ts";
import type { ComparedEntry, ComparedFiles, ComparedSide, ComparedStatistics } from "../../protocol/comparison.ts";
import type { InspectedFile } from "../../protocol/maskInspector.ts";
import { type InspectionClient, openInspection } from "../inspector/inspectionClient.ts";
import { watchOnDisk } from "../inspector/watchOnDisk.ts";
import type { Services } from "../services.ts";
import type { Pair } from "./pair.ts";

/** Two models and their difference, each read by a thread that starts when it is first asked. */
export class ComparedModels {
  readonly #services: Services;
  readonly #pair: Pair;
  readonly #clients = new Map<ComparedSide, Promise<InspectionClient>>();
  readonly #watchers: readonly Disposable[];
  readonly #changed = new EventEmitter<void>();
  /** One of the files has changed on disk, and what is asked now is answered from what is there now. */
  readonly onDidChange = this.#changed.event;

  constructor(services: Services, pair: Pair) {
    this.#services = services;
    this.#pair = pair;
    this.#watchers = pair.map((file) => watchOnDisk(Uri.file(file), () => this.#refresh()));
  }

  /** Rejects with a sentence where a file cannot be opened or read; asked again, it is tried again. */
  async read<Result>(side: ComparedSide, ask: (client: InspectionClient) => Promise<Result>): Promise<Result> {
    const client = await this.#client(side);
    if (!client.ended) return ask(client);
    this.#clients.delete(side);
    return ask(await this.#client(side));
  }

  async open(): Promise<ComparedFiles> {
    const describe = (side: ComparedSide) => this.read(side, (client) => client.describe());
    const [a, b, difference] = await Promise.all([describe("a"), describe("b"), describe("difference")]);
    return { a: headOf(a), b: headOf(b), tensors: entriesOf(a, b, difference) };
  }

  async statistics(tensor: string): Promise<ComparedStatistics> {
    const of = (side: ComparedSide) =>
      this.read(side, async (client) => {
        const { tensors } = await client.describe();
        return tensors.some(({ name }) => name === tensor) ? client.statistics(tensor) : null;
      });
    return { a: await of("a"), b: await of("b"), difference: await of("difference") };
  }

  dispose(): void {
    for (const watcher of this.#watchers) watcher.dispose();
    this.#changed.dispose();
    this.#close();
  }

  #client(side: ComparedSide): Promise<InspectionClient> {
    const known = this.#clients.get(side);
    if (known) return known;
    const [a, b] = this.#pair;
    const opening = openInspection(this.#services, { a, b, difference: this.#pair }[side]);
    this.#clients.set(side, opening);
    opening.catch(() => this.#clients.delete(side));
    return opening;
  }

  #refresh(): void {
    this.#close();
    this.#changed.fire();
  }

  #close(): void {
    const clients = [...this.#clients.values()];
    this.#clients.clear();
    for (const opening of clients) {
      opening.then(
        (client) => client.dispose(),
        () => {},
      );
    }
  }
}

function headOf({ title, format, fileBytes, warnings }: InspectedFile): ComparedFiles["a"] {
  return { title, format, fileBytes, warnings };
}

function entriesOf(a: InspectedFile, b: InspectedFile, difference: InspectedFile): ComparedEntry[] {
  const byName = ({ tensors }: InspectedFile) => new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const [inA, inB, inBoth] = [byName(a), byName(b), byName(difference)];
  return mergeNames([...inA.keys()], [...inB.keys()]).map((name) => ({
    name,
    a: inA.get(name) ?? null,
    b: inB.get(name) ?? null,
    difference: inBoth.get(name) ?? null,
  }));
}
