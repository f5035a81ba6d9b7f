import path from "node:path";
import { thisComputer } from "../nativeSetup/outside.ts";
import { setUpNativeEngine } from "../nativeSetup/setUp.ts";
import { NativeSetupError } from "../nativeSetup/setupError.ts";
import { hasTfjsNode } from "../nativeSetup/tryEngine.ts";
import { listEngines } from "../protocol/listEngines.ts";
import type { EngineReport } from "../protocol/trainerMessages.ts";
import { exitCodes, JobError } from "./exit.ts";
import { JsonSetupView, TerminalSetupView } from "./output/setupView.ts";
import { ownNativeEngine, trainerProgram } from "./packageFiles.ts";

/**
 * Sets the native engine up, and shows what is being done: lines and a bar, or one event a line as JSON. Ctrl-C calls it
 * off and leaves nothing behind.
 *
 * @param folder where; the one in which every trainer of this package looks where undefined
 * @throws JobError
 */
export async function setUpEngine(folder: string | undefined, json: boolean): Promise<void> {
  const own = ownNativeEngine();
  const view = json ? new JsonSetupView() : new TerminalSetupView();
  const working = folder === undefined ? await workingElsewhere(own) : undefined;
  if (working) {
    view.found(working);
    return;
  }
  const target = path.resolve(folder ?? own);
  const interrupt = new AbortController();
  const stop = () => interrupt.abort();
  for (const signal of signals) process.on(signal, stop);
  try {
    const tell = view.show.bind(view);
    view.done(await setUpNativeEngine(target, tell, interrupt.signal, thisComputer(trainerProgram())));
    sayHowItIsFound(target, own);
  } catch (error) {
    if (interrupt.signal.aborted) process.exitCode = exitCodes.interrupted;
    else if (error instanceof NativeSetupError) throw new JobError(error.message, error.problems);
    else throw error;
  } finally {
    view.close();
    for (const signal of signals) process.off(signal, stop);
  }
  if (interrupt.signal.aborted) process.stderr.write("Interrupted. Nothing has been left behind.\n");
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** On standard error: it is for people, with --json too. */
function sayHowItIsFound(target: string, own: string): void {
  const named = process.env.SPARSITY_NATIVE_ENGINE;
  if (named ? path.resolve(named) === target : target === own) return;
  const instead = named ? `It names ${named} now, which is used instead.` : "Without it this one is not found.";
  process.stderr.write(`Let SPARSITY_NATIVE_ENGINE name ${target}. ${instead}\n`);
}

/** The native engine where it works without the one that is set up in `own`. */
async function workingElsewhere(own: string): Promise<EngineReport | undefined> {
  if (await hasTfjsNode(own)) return undefined;
  return (await listEngines(trainerProgram())).find(({ name, available }) => name === "native" && available);
}
