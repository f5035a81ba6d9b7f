import { readFile } from "node:fs/promises";
import type { NetworkFacts } from "../../recipes/networkFacts.ts";
import type { DataFacts } from "./dataFacts.ts";
import type { DataPlace } from "./dataPlace.ts";
import { findData } from "./findData.ts";
import { type FolderTree, readFolderTree } from "./folderTree.ts";
import { type ModelPlace, modelPlaces } from "./modelPlaces.ts";
import { readDataFacts, sampleFacts } from "./readDataFacts.ts";

/** A model in the list, as far as it has been read. */
export interface ListedModel {
  readonly place: ModelPlace;
  readonly network?: NetworkFacts;
  /** Why it cannot be pruned, in a sentence. */
  readonly refusal?: string;
}

/** Data in the list, as far as it has been looked at. */
export interface ListedData {
  readonly place: DataPlace;
  readonly facts?: DataFacts;
  /** Why it cannot be used, in a sentence. */
  readonly problem?: string;
}

export type ReadNetwork = (place: ModelPlace) => Promise<NetworkFacts>;

/** Models and data of the workspace. Looked for once, read one after the other, and only while somebody looks at a list. */
export class WorkspaceLists {
  readonly #trees: Promise<readonly FolderTree[]>;
  readonly #readNetwork: ReadNetwork;
  readonly #networks = new Map<string, Promise<NetworkFacts>>();
  readonly #facts = new Map<DataPlace, Promise<DataFacts>>();

  /** @param folders of the workspace */
  constructor(folders: readonly string[], readNetwork: ReadNetwork) {
    this.#trees = Promise.all(folders.map(readFolderTree));
    this.#readNetwork = readNetwork;
  }

  /** @throws an error whose message says why the network cannot be pruned */
  network(place: ModelPlace): Promise<NetworkFacts> {
    return remembered(this.#networks, place.path, () => this.#readNetwork(place));
  }

  async models(show: (models: readonly ListedModel[]) => void, signal: AbortSignal): Promise<void> {
    const places = await onlyModels((await this.#trees).flatMap(modelPlaces));
    await readInTurn<ListedModel>(
      places.map((place) => ({ place })),
      show,
      signal,
      ({ place }) =>
        this.network(place).then(
          (network) => ({ place, network }),
          (error: unknown) => ({ place, refusal: sentenceOf(error) }),
        ),
    );
  }

  async data(show: (data: readonly ListedData[]) => void, signal: AbortSignal): Promise<void> {
    const places = (await this.#trees).flatMap(findData);
    await this.#readData(places, show, signal);
  }

  /** The data in a folder that is not of the workspace. */
  async dataIn(folder: string): Promise<readonly ListedData[]> {
    let all: readonly ListedData[] = [];
    const show = (data: readonly ListedData[]) => {
      all = data.filter(({ place }) => place.type !== "sample");
    };
    await this.#readData(findData(await readFolderTree(folder)), show, new AbortController().signal);
    return all;
  }

  #readData(
    places: readonly DataPlace[],
    show: (data: readonly ListedData[]) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const listed = [...places.map((place) => ({ place })), { place: sampleFacts.place, facts: sampleFacts }];
    return readInTurn<ListedData>(listed, show, signal, ({ place }) =>
      remembered(this.#facts, place, () => readDataFacts(place)).then(
        (facts) => ({ place, facts }),
        (error: unknown) => ({ place, problem: sentenceOf(error) }),
      ),
    );
  }
}

/** Other programs call their files model.json, too. */
async function onlyModels(places: readonly ModelPlace[]): Promise<ModelPlace[]> {
  const checked = places.map(async (place) => {
    if (!place.path.endsWith(".json")) return [place];
    const text = await readFile(place.path, "utf8").catch(() => "");
    return /"(modelTopology|weightsManifest|class_name)"/.test(text) ? [place] : [];
  });
  return (await Promise.all(checked)).flat();
}

/** Shows the list at once, and again whenever one more of it is known. */
async function readInTurn<Listed>(
  items: readonly Listed[],
  show: (items: readonly Listed[]) => void,
  signal: AbortSignal,
  read: (item: Listed) => Promise<Listed>,
): Promise<void> {
  const known = [...items];
  show(known);
  for (const [index, item] of items.entries()) {
    if (signal.aborted) return;
    known[index] = await read(item);
    if (!signal.aborted) show(known);
  }
}

function remembered<Key, Value>(
  values: Map<Key, Promise<Value>>,
  key: Key,
  read: () => Promise<Value>,
): Promise<Value> {
  const value = values.get(key) ?? read();
  values.set(key, value);
  return value;
}

export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
