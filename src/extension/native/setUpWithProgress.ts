import { type CancellationToken, type LogOutputChannel, type Progress, ProgressLocation, window } from "vscode";
import type { SetupEvent } from "../../nativeSetup/events.ts";
import type { Outside } from "../../nativeSetup/outside.ts";
import { type NativeSetup, setUpNativeEngine } from "../../nativeSetup/setUp.ts";
import { percent } from "../../runs/figures.ts";

/**
 * Sets the native engine up in a folder while a notification shows each step, and the log keeps them.
 *
 * @returns undefined where a person has called it off
 * @throws NativeSetupError
 */
export async function setUpWithProgress(
  folder: string,
  outside: Outside,
  log: LogOutputChannel,
): Promise<NativeSetup | undefined> {
  const work = async (progress: Progress<{ message: string }>, cancellation: CancellationToken) => {
    const cancelled = new AbortController();
    cancellation.onCancellationRequested(() => cancelled.abort());
    const show = stepShower(progress, log);
    try {
      return await setUpNativeEngine(folder, show, cancelled.signal, outside);
    } catch (error) {
      if (cancelled.signal.aborted) return undefined;
      throw error;
    }
  };
  const options = { location: ProgressLocation.Notification, title: "Native engine", cancellable: true };
  return await window.withProgress(options, work);
}

function stepShower(progress: Progress<{ message: string }>, log: LogOutputChannel): (event: SetupEvent) => void {
  let step = "";
  return (event) => {
    switch (event.type) {
      case "step":
        step = event.title;
        log.info(step);
        progress.report({ message: step });
        break;
      case "progress":
        progress.report({ message: `${step}, ${percent(event.done / event.total, 0)} done` });
        break;
      case "note":
        log.info(event.message);
        break;
    }
  };
}
