import { stat } from "node:fs/promises";
import path from "node:path";
import type { InspectedFile } from "../../protocol/maskInspector.ts";
import { modelPathOf } from "../../runs/modelPath.ts";
import { type NetworkFacts, networkFacts } from "./networkFacts.ts";

/** There is nothing at the path that was given for a model. */
export class ModelMissing extends Error {
  override readonly name = "ModelMissing";
}

/** Reads what recipes need of models; again only when a file has changed. */
export class NetworkReader {
  readonly #describe: (path: string) => Promise<InspectedFile>;
  readonly #known = new Map<string, { readonly stamp: string; readonly facts: Promise<NetworkFacts> }>();

  /** @param describe reads the headers of a model file, in a thread that can be ended */
  constructor(describe: (path: string) => Promise<InspectedFile>) {
    this.#describe = describe;
  }

  /**
   * @param given as a recipe names a model: its file, the folder of a model.json, or a run's folder; absolute
   * @throws ModelMissing, or an error whose message says why the network cannot be trained
   */
  async read(given: string): Promise<NetworkFacts> {
    const file = await fileOf(given);
    const { mtimeMs, size } = await statOf(file);
    const stamp = `${mtimeMs} ${size}`;
    const known = this.#known.get(file);
    if (known?.stamp === stamp) return known.facts;
    const facts = this.#describe(file).then((inspected) => networkFacts(file, inspected));
    this.#known.set(file, { stamp, facts });
    // Whoever asks again may be luckier.
    facts.catch(() => this.#known.delete(file));
    return facts;
  }
}

async function fileOf(given: string): Promise<string> {
  const file = await modelPathOf(given);
  return (await statOf(file)).isDirectory() ? path.join(file, "model.json") : file;
}

async function statOf(file: string) {
  return stat(file).catch(() => {
    throw new ModelMissing(`There is no ${file}.`);
  });
}
