import { CancellationError, type ExtensionContext, ProgressLocation, Uri, window, workspace } from "vscode";
import type { TrainerJob } from "../../protocol/trainerMessages.ts";
import { type TrainerOutcome, TrainerProcess } from "../../protocol/trainerProcess.ts";
import { newErrorFile } from "./errorFiles.ts";
import { RunStartError, restrictedMode } from "./runStartError.ts";
import { type TrainerChoice, trainerSetting } from "./trainerSetting.ts";

/** A run whose folder exists, and the end of its trainer as long as this window sees it. */
export interface StartedRun {
  readonly folder: string;
  readonly ended: Promise<TrainerOutcome>;
}

type RunJob = Extract<TrainerJob, { type: "prune" | "resume" }>;

/** Starts trainers as this workspace's settings say. */
export class Trainers {
  readonly program: string;
  /** Where they write their standard error. */
  readonly errorFolder: string;
  readonly #ownNativeEngine: string;

  constructor(context: Pick<ExtensionContext, "globalStorageUri" | "asAbsolutePath">) {
    const { globalStorageUri } = context;
    this.program = context.asAbsolutePath("dist/trainer.js");
    this.errorFolder = Uri.joinPath(globalStorageUri, "trainers").fsPath;
    this.#ownNativeEngine = nativeEngineFolder(globalStorageUri).fsPath;
  }

  /** What a person has set. */
  get choice(): TrainerChoice {
    const settings = workspace.getConfiguration("sparsityInspector");
    return {
      nodePath: settings.get("nodePath", ""),
      nativeEnginePath: settings.get("nativeEnginePath", ""),
      ownNativeEngine: this.#ownNativeEngine,
    };
  }

  /**
   * Starts a trainer that lives on its own, and waits until it has its run folder. A person can call it off until then:
   * nothing has been written by then.
   *
   * @param what is started, for a person
   * @throws RunStartError
   * @throws CancellationError
   */
  async start(job: RunJob, what: string): Promise<StartedRun> {
    if (!workspace.isTrusted) throw new RunStartError(restrictedMode);
    const file = job.type === "prune" ? job.recipe : job.runFolder;
    const setting = await trainerSetting(this.choice, workingFolder(file));
    const detached = { errorFile: await newErrorFile(this.errorFolder) };
    const options = { location: ProgressLocation.Notification, title: what, cancellable: true };
    return await window.withProgress(options, (progress, cancellation) => {
      progress.report({ message: "reading the model and the data" });
      return new Promise<StartedRun>((resolve, reject) => {
        const trainer = new TrainerProcess(
          this.program,
          { ...job, detached },
          (message) => {
            if (message.type === "runFolder") resolve({ folder: message.path, ended: trainer.ended });
          },
          setting,
        );
        cancellation.onCancellationRequested(() => {
          trainer.kill();
          reject(new CancellationError());
        });
        trainer.ended.then((outcome) => {
          const [message, problems] =
            outcome.status === "failed"
              ? [outcome.message, outcome.problems]
              : ["The trainer has ended without a run.", []];
          reject(new RunStartError(message, problems));
        });
      });
    });
  }
}

/** Where Set Up Native Engine installs. */
export function nativeEngineFolder(globalStorageUri: Uri): Uri {
  return Uri.joinPath(globalStorageUri, "native-engine");
}

function workingFolder(file: string): string {
  const folder = workspace.getWorkspaceFolder(Uri.file(file)) ?? workspace.workspaceFolders?.[0];
  return (folder?.uri ?? Uri.joinPath(Uri.file(file), "..")).fsPath;
}
