import { commands, Disposable, EventEmitter, type TreeDataProvider, type Uri, type WebviewPanel, window } from "vscode";
import type { Services } from "../services.ts";
import { trainingPanelType } from "../training/viewType.ts";
import type { DeferredRuns } from "./deferredRuns.ts";
import { findLockedFolders, watchLockedFolders } from "./lockedFolders.ts";
import type { RunsFeature } from "./runsFeature.ts";
import type { RunsNode } from "./runsTree.ts";

const commandNames = [
  "runRecipe",
  "openTrainingPanel",
  "pauseRun",
  "continueRun",
  "resumeRun",
  "stopRun",
  "exportReport",
  "refreshRuns",
  "revealRunFolder",
  "openRunRecipe",
  "openEventLog",
  "deleteRun",
] as const;

/** Behind `sparsity.` in the manifest. */
export type RunCommandName = (typeof commandNames)[number];

/** Registers commands, view and panels about runs. Nothing of it is loaded before it is used, or somebody trains. */
export function registerRuns(services: Services, runs: DeferredRuns): Disposable {
  let loaded: Promise<RunsFeature> | undefined;
  const load = () => {
    loaded ??= Promise.all([import("./runsFeature.ts"), runs.load()]).then(([{ RunsFeature }, known]) => {
      const feature = new RunsFeature(services, known);
      feature.tree.onDidChangeTreeData((node) => treeChange.fire(node));
      return feature;
    });
    return loaded;
  };
  runs.showWith(load);
  const treeChange = new EventEmitter<RunsNode | undefined>();
  const treeDataProvider: TreeDataProvider<RunsNode> = {
    onDidChangeTreeData: treeChange.event,
    getChildren: async (node) => (await load()).tree.getChildren(node),
    getTreeItem: async (node) => (await load()).tree.getTreeItem(node),
  };
  const noticeTrainer = async (folder: Uri) => {
    await load();
    await runs.open(folder);
  };
  void findLockedFolders().then((folders) => folders.forEach(noticeTrainer));
  return Disposable.from(
    ...commandNames.map((name) =>
      commands.registerCommand(`sparsity.${name}`, async (argument: unknown) => (await load()).perform(name, argument)),
    ),
    window.createTreeView("sparsityRuns", { treeDataProvider, showCollapseAll: true }),
    window.registerWebviewPanelSerializer(trainingPanelType, {
      deserializeWebviewPanel: async (panel: WebviewPanel, state: unknown) =>
        (await load()).panels.deserializeWebviewPanel(panel, state),
    }),
    watchLockedFolders(noticeTrainer),
    treeChange,
    new Disposable(() => void loaded?.then((feature) => feature.dispose())),
  );
}
