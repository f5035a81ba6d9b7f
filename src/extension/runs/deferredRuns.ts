import { EventEmitter, type ExtensionContext, type LogOutputChannel, type Uri } from "vscode";
import type { Run, Runs } from "../services.ts";
import type { WorkspaceRun } from "./workspaceRun.ts";
import type { WorkspaceRuns } from "./workspaceRuns.ts";

/** The runs of the workspace, loaded when somebody first asks for them. */
export class DeferredRuns implements Runs {
  readonly #context: ExtensionContext;
  readonly #log: LogOutputChannel;
  readonly #change = new EventEmitter<Run | undefined>();
  readonly onDidChange = this.#change.event;
  #loaded: Promise<WorkspaceRuns> | undefined;
  #show: () => Promise<unknown> = async () => {};

  constructor(context: ExtensionContext, log: LogOutputChannel) {
    this.#context = context;
    this.#log = log;
  }

  /** @param load of what shows runs, so that it is there before one starts, whoever starts it */
  showWith(load: () => Promise<unknown>): void {
    this.#show = load;
  }

  load(): Promise<WorkspaceRuns> {
    this.#loaded ??= import("./workspaceRuns.ts").then(({ WorkspaceRuns }) => {
      const runs = new WorkspaceRuns(this.#context, this.#log);
      runs.onDidChange((run) => this.#change.fire(run));
      return runs;
    });
    return this.#loaded;
  }

  async list(): Promise<readonly Run[]> {
    return (await this.load()).list();
  }

  async open(folder: Uri): Promise<Run | undefined> {
    return (await this.load()).open(folder);
  }

  async start(recipe: Uri, folder?: Uri): Promise<Run> {
    await this.#show();
    return (await this.load()).start(recipe, folder);
  }

  async resume(run: Run): Promise<void> {
    await this.#show();
    const runs = await this.load();
    const known: WorkspaceRun | undefined = await runs.open(run.folder);
    if (!known) throw new Error(`${run.folder.fsPath} holds no run any more.`);
    await runs.resume(known);
  }

  dispose(): void {
    this.#change.dispose();
    void this.#loaded?.then((runs) => runs.dispose());
  }
}
