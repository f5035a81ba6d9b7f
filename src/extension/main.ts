import { commands, Disposable, type ExtensionContext, Uri, window } from "vscode";
import { registerComparisons } from "./comparison/register.ts";
import { registerInspector } from "./inspector/register.ts";
import { registerRecipeFeatures } from "./recipes/register.ts";
import { DeferredRuns } from "./runs/deferredRuns.ts";
import { registerRuns } from "./runs/register.ts";
import type { Services } from "./services.ts";

/** Registers what VS Code calls later; loads nothing that is not needed yet. */
export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel("Sparsity Inspector", { log: true });
  const runs = new DeferredRuns(context, log);
  const services: Services = { context, log, runs };
  context.subscriptions.push(
    log,
    runs,
    registerRuns(services, runs),
    registerInspector(services),
    registerComparisons(services),
    registerRecipeFeatures(services),
    registerCommands(services),
  );
}

function registerCommands(services: Services): Disposable {
  const table: Readonly<Record<string, (...parameters: unknown[]) => unknown>> = {
    "sparsity.showLog": () => services.log.show(),
    "sparsity.pruneModel": async (argument) =>
      (await import("./pruneModel/pruneModel.ts")).pruneModel(services, fileIn(argument)),
    "sparsity.createRecipe": async (argument) =>
      (await import("./pruneModel/pruneModel.ts")).createRecipe(services, fileIn(argument)),
    "sparsity.packModel": async (...parameters) =>
      (await import("./packing/packModel.ts")).packModel(services, parameters),
    "sparsity.openSample": async () => (await import("./pruneModel/openSample.ts")).openSample(services),
    "sparsity.setUpNativeEngine": async () =>
      (await import("./native/setUpNativeEngine.ts")).setUpNativeEngine(services),
  };
  return Disposable.from(...Object.entries(table).map(([name, act]) => commands.registerCommand(name, act)));
}

/** What a command of the explorer was called on. */
function fileIn(argument: unknown): Uri | undefined {
  return argument instanceof Uri ? argument : undefined;
}
