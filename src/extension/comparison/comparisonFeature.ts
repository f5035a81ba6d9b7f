import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import path from "node:path";
import { Uri, window } from "vscode";
import { chosenIn } from "../inspector/chosenPaths.ts";
import { inspectedFileOf } from "../inspector/inspectedFile.ts";
import type { Services } from "../services.ts";
import { choosePair } from "./choosePair.ts";
import { ComparisonPanels } from "./comparisonPanels.ts";
import { ComparisonFigures } from "./figures.ts";
import { headOf } from "./gitRevision.ts";
import type { Pair } from "./pair.ts";
import { writeRevision } from "./writeRevision.ts";

/** Comparisons of two models and the commands that open them: what is loaded when the first of them is used. */
export class ComparisonFeature {
  readonly figures: ComparisonFigures;
  readonly panels: ComparisonPanels;
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
    this.figures = new ComparisonFigures(services);
    this.panels = new ComparisonPanels(services, this.figures, (pair) => void this.#forget(pair));
  }

  /** @param parameters of the command; see `chosenIn` */
  async compare(parameters: readonly unknown[]): Promise<void> {
    await this.#attempt("Compare Models", async () => {
      const pair = await choosePair(this.#services, parameters);
      if (pair) this.panels.show(pair);
    });
  }

  /** The file as it was at the newest commit, and as it is. */
  async compareWithHead(parameters: readonly unknown[]): Promise<void> {
    await this.#attempt("Compare Model with Git HEAD", async () => {
      const uri = chosenIn(parameters)[0]?.uri ?? window.activeTextEditor?.document.uri ?? activeModel();
      if (!uri) throw new Error("Choose a model file in the explorer or in source control.");
      const file = await inspectedFileOf(uri.fsPath);
      const revision = await headOf(Uri.file(file));
      const before = await writeRevision(file, revision, path.join(this.#revisions, randomUUID()));
      this.panels.show([before, file]);
    });
  }

  /** Files as they were at a revision, for as long as an editor shows them. */
  get #revisions(): string {
    const { storageUri, globalStorageUri } = this.#services.context;
    return path.join((storageUri ?? globalStorageUri).fsPath, "revisions");
  }

  async #forget(pair: Pair): Promise<void> {
    for (const file of pair) {
      const [own = ".."] = path.relative(this.#revisions, file).split(path.sep);
      if (own === ".." || path.isAbsolute(own)) continue;
      await rm(path.join(this.#revisions, own), { recursive: true, force: true });
    }
  }

  async #attempt(title: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const sentence = error instanceof Error ? error.message : String(error);
      this.#services.log.error(`${title}: ${sentence}`);
      void window.showErrorMessage(sentence);
    }
  }
}

/** The model that the editor in front shows. */
function activeModel(): Uri | undefined {
  const input: unknown = window.tabGroups.activeTabGroup.activeTab?.input;
  return typeof input === "object" && input !== null && "uri" in input && input.uri instanceof Uri
    ? input.uri
    : undefined;
}
