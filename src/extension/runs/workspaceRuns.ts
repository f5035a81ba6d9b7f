import path from "node:path";
import { Disposable, EventEmitter, type ExtensionContext, type LogOutputChannel, Uri, workspace } from "vscode";
import { isRunFolder } from "../../runs/runFolder.ts";
import type { Runs } from "../services.ts";
import { LookRound } from "./lookRound.ts";
import { newestFirst } from "./runOrder.ts";
import { RunStartError } from "./runStartError.ts";
import { findRunFolders, mayBeRun, watchRunFolders } from "./runsOnDisk.ts";
import { savedRecipe } from "./savedRecipe.ts";
import { type StartedRun, Trainers } from "./trainers.ts";
import type { RunChange } from "./watchedRun.ts";
import { WorkspaceRun } from "./workspaceRun.ts";

/** Runs that are read at the same time. */
const readAtOnce = 8;

export interface RunAdvance {
  readonly run: WorkspaceRun;
  readonly change: RunChange;
}

/** The runs of the workspace. Those that nobody trains and nobody looks at cost nothing but their state in memory. */
export class WorkspaceRuns implements Runs {
  readonly trainers: Trainers;
  readonly #log: LogOutputChannel;
  readonly #runs = new Map<string, WorkspaceRun>();
  readonly #round = new LookRound(() => this.#runs.values());
  readonly #change = new EventEmitter<WorkspaceRun | undefined>();
  readonly #advance = new EventEmitter<RunAdvance>();
  readonly #start = new EventEmitter<WorkspaceRun>();
  readonly #disposable: Disposable;
  readonly onDidChange = this.#change.event;
  /** Whatever is new of a run, progress within a pass included. */
  readonly onDidAdvance = this.#advance.event;
  /** A run was started, or taken up again, from here. */
  readonly onDidStart = this.#start.event;
  #searched: Promise<void> | undefined;

  constructor(context: ExtensionContext, log: LogOutputChannel) {
    this.#log = log;
    this.trainers = new Trainers(context);
    const watching = watchRunFolders(
      (folder) => void this.#openTouched(folder),
      (gone) => this.#noticeRemoval(gone),
    );
    this.#disposable = Disposable.from(watching, this.#change, this.#advance, this.#start);
  }

  /** Those found so far, newest first. */
  get known(): readonly WorkspaceRun[] {
    return [...this.#runs.values()].sort(newestFirst);
  }

  async list(): Promise<readonly WorkspaceRun[]> {
    this.#searched ??= this.#search();
    await this.#searched;
    return this.known;
  }

  /** Looks for all runs again. */
  async refresh(): Promise<void> {
    this.#searched = this.#search();
    await this.#searched;
    this.#change.fire(undefined);
  }

  async open(folder: Uri): Promise<WorkspaceRun | undefined> {
    const isRun = await isRunFolder(folder.fsPath);
    const known = this.#runs.get(folder.fsPath);
    if (!isRun) {
      if (known) this.#forget(known);
      return undefined;
    }
    const run = known ?? this.#add(folder);
    await run.watched.look();
    if (!known) this.#change.fire(run);
    this.#round.start();
    return run;
  }

  async start(recipe: Uri, folder?: Uri): Promise<WorkspaceRun> {
    const file = await savedRecipe(recipe);
    this.#log.info(`Starting ${file}`);
    const job = { type: "prune", recipe: file, ...(folder ? { runFolder: folder.fsPath } : {}) } as const;
    return this.#started(await this.trainers.start(job, `Starting ${path.basename(file)}`));
  }

  async resume({ folder, name }: WorkspaceRun): Promise<void> {
    this.#log.info(`Resuming ${folder.fsPath}`);
    const job = { type: "resume", runFolder: folder.fsPath } as const;
    await this.#started(await this.trainers.start(job, `Resuming ${name}`));
  }

  /** Reads on in a run, whether somebody trains or not, until disposed. */
  lookAt(run: WorkspaceRun): Disposable {
    run.lookers++;
    this.#round.start();
    return new Disposable(() => {
      run.lookers--;
    });
  }

  /** @param useTrash else it is gone for good */
  async delete(run: WorkspaceRun, useTrash: boolean): Promise<void> {
    await workspace.fs.delete(run.folder, { recursive: true, useTrash });
    this.#log.info(`Deleted ${run.folder.fsPath}`);
    this.#forget(run);
  }

  dispose(): void {
    this.#round.stop();
    for (const run of this.#runs.values()) run.watched.dispose();
    this.#disposable.dispose();
  }

  async #started({ folder, ended }: StartedRun): Promise<WorkspaceRun> {
    const run = await this.open(Uri.file(folder));
    if (!run) throw new RunStartError(`The run folder ${folder} has gone away again.`);
    void ended.then((outcome) => run.watched.trainerEnded(outcome));
    this.#start.fire(run);
    return run;
  }

  #add(folder: Uri): WorkspaceRun {
    const run = new WorkspaceRun(folder, this.trainers.errorFolder, (changed, change) => {
      this.#advance.fire({ run: changed, change });
      if (changed.hasNewLook()) this.#change.fire(changed);
    });
    this.#runs.set(folder.fsPath, run);
    return run;
  }

  #forget(run: WorkspaceRun): void {
    run.watched.dispose();
    this.#runs.delete(run.folder.fsPath);
    this.#change.fire(undefined);
  }

  async #search(): Promise<void> {
    const folders = [...(await findRunFolders()), ...[...this.#runs.values()].map(({ folder }) => folder)];
    for (let start = 0; start < folders.length; start += readAtOnce) {
      await Promise.all(folders.slice(start, start + readAtOnce).map((folder) => this.open(folder)));
    }
  }

  async #openTouched(folder: Uri): Promise<void> {
    const known = this.#runs.get(folder.fsPath);
    // A live one is looked at anyway.
    if (known?.liveness.state === "live") return;
    if (known || (await mayBeRun(folder))) await this.open(folder);
  }

  #noticeRemoval(gone: Uri): void {
    for (const { folder } of this.known) {
      if (folder.fsPath === gone.fsPath || folder.fsPath.startsWith(gone.fsPath + path.sep)) void this.open(folder);
    }
  }
}
