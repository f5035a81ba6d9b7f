import { access, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { Disposable, EventEmitter, type TextDocument, window, workspace } from "vscode";
import type { DataFacts } from "../pruneModel/find/dataFacts.ts";
import type { DataPlace } from "../pruneModel/find/dataPlace.ts";
import { findData } from "../pruneModel/find/findData.ts";
import { type FolderTree, readFolderTree } from "../pruneModel/find/folderTree.ts";
import { modelPlaces } from "../pruneModel/find/modelPlaces.ts";
import { readDataFacts } from "../pruneModel/find/readDataFacts.ts";
import type { Services } from "../services.ts";
import { analyseRecipe, type RecipeAnalysis } from "./analysis.ts";
import { completionsAt, type RecipeCompletion, type RecipeCompletions, type Surroundings } from "./completions.ts";
import { describeModel } from "./describeModel.ts";
import type { LensFacts } from "./lenses.ts";
import { NetworkReader } from "./networkReader.ts";
import { modelOf } from "./recipeFiles.ts";
import { isNamedAfter, trainingRecipe } from "./trainFirst.ts";

/** Recipes that are open, and what is known of them and of the files that they name. */
export class RecipeDocuments implements Disposable {
  readonly #services: Services;
  readonly #networks: NetworkReader;
  readonly #known = new Map<string, { readonly version: number; readonly analysis: Promise<RecipeAnalysis> }>();
  readonly #changed = new EventEmitter<void>();
  readonly #disposables: Disposable;
  #facts = new Map<string, Promise<DataFacts>>();
  #trees: Promise<readonly FolderTree[]> | undefined;

  /** Something on the disk that recipes may name is another than before. */
  readonly onDidChange = this.#changed.event;

  constructor(services: Services) {
    this.#services = services;
    this.#networks = new NetworkReader((file) => describeModel(services, file));
    const models = workspace.createFileSystemWatcher("**/{model.json,*.h5,*.hdf5,*.keras,*.prune.json}");
    const forget = () => this.#forget();
    this.#disposables = Disposable.from(
      this.#changed,
      models,
      models.onDidCreate(forget),
      models.onDidChange(forget),
      models.onDidDelete(forget),
      // A run that has ended may be the model that was missing.
      services.runs.onDidChange(() => this.#analyseAgain()),
      // What is no model file is not watched: it is looked at again when a person comes back.
      window.onDidChangeWindowState(({ focused }) => focused && forget()),
      workspace.onDidCloseTextDocument(({ uri }) => this.#known.delete(uri.toString())),
    );
  }

  /** Read once for each version of the text. */
  analyse(document: TextDocument): Promise<RecipeAnalysis> {
    const key = document.uri.toString();
    const known = this.#known.get(key);
    if (known?.version === document.version) return known.analysis;
    const analysis = analyseRecipe(document.getText(), folderOf(document), {
      network: (file) => this.#networks.read(file),
      data: (place) => this.#factsOf(place),
      exists: (file) =>
        access(file).then(
          () => true,
          () => false,
        ),
    });
    this.#known.set(key, { version: document.version, analysis });
    return analysis;
  }

  async lensFacts(document: TextDocument, { source }: RecipeAnalysis): Promise<LensFacts> {
    const recipe = document.uri.fsPath;
    const model = modelOf(source, folderOf(document));
    const training = model && trainingRecipe(recipe, model.path, await this.#neighbours(recipe));
    const runs = await this.#services.runs.list();
    const live = runs.find(({ folder, state }) => folder.fsPath === model?.path && state.status === "running");
    const newest = runs.find(({ folder }) => isNamedAfter(folder.fsPath, recipe));
    return {
      newestRun: newest?.folder.fsPath,
      trainFirst: training ? { recipe: training, name: path.basename(training), folder: model.path } : undefined,
      training: live?.folder.fsPath,
    };
  }

  async completions(document: TextDocument, offset: number): Promise<RecipeCompletions | undefined> {
    return completionsAt(await this.analyse(document), offset, this.#around(document));
  }

  /** What could stand where a name leads nowhere. */
  async candidates(document: TextDocument, offset: number): Promise<readonly RecipeCompletion[]> {
    // Behind the opening quote.
    return (await this.completions(document, offset + 1))?.items ?? [];
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #around(document: TextDocument): Surroundings {
    return {
      folder: folderOf(document),
      models: async () => (await this.#folders()).flatMap(modelPlaces),
      data: async () => (await this.#folders()).flatMap(findData),
      facts: (place) => this.#factsOf(place),
    };
  }

  #folders(): Promise<readonly FolderTree[]> {
    const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
    this.#trees ??= Promise.all(folders.map(({ uri }) => readFolderTree(uri.fsPath)));
    return this.#trees;
  }

  #factsOf(place: DataPlace): Promise<DataFacts> {
    const key = JSON.stringify(place);
    const facts = this.#facts.get(key) ?? readDataFacts(place);
    this.#facts.set(key, facts);
    return facts;
  }

  async #neighbours(recipe: string) {
    const folder = path.dirname(recipe);
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".prune.json"));
    return Promise.all(
      names.map(async (name) => {
        const file = path.join(folder, name);
        return { path: file, text: await readFile(file, "utf8").catch(() => "") };
      }),
    );
  }

  #forget(): void {
    this.#facts = new Map();
    this.#trees = undefined;
    this.#analyseAgain();
  }

  #analyseAgain(): void {
    this.#known.clear();
    this.#changed.fire();
  }
}

function folderOf({ uri }: TextDocument): string {
  return path.dirname(uri.fsPath);
}
