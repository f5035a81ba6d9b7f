import {
  type Disposable,
  EventEmitter,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  workspace,
} from "vscode";
import type { RunsViewEntry } from "../services.ts";
import { checkpointParts, exportParts, type FilePart, type LayerPart, layerParts } from "./runParts.ts";
import { runTooltip } from "./runTooltip.ts";
import { contextOf, describeRun, moodOf, type RunMood } from "./runWording.ts";
import type { WorkspaceRun } from "./workspaceRun.ts";
import type { WorkspaceRuns } from "./workspaceRuns.ts";

/** An entry of the runs view. Commands of its menus get it as their argument. */
export type RunsNode = RunNode | GroupNode | PartNode;

interface RunNode extends RunsViewEntry {
  readonly kind: "run";
  readonly run: WorkspaceRun;
}

type GroupName = "Layers" | "Checkpoints" | "Exports";

interface GroupNode {
  readonly kind: "group";
  readonly name: GroupName;
  readonly run: WorkspaceRun;
  readonly parts: readonly PartNode[];
}

interface PartNode extends RunsViewEntry {
  readonly kind: "tensor" | "checkpoint" | "export";
  readonly run: WorkspaceRun;
  readonly part: LayerPart | FilePart;
}

/** Milliseconds in which changes are shown together. */
const showInterval = 250;

/** What the runs view shows: runs, newest first, and what each consists of. */
export class RunsTree implements TreeDataProvider<RunsNode> {
  readonly #runs: WorkspaceRuns;
  readonly #change = new EventEmitter<RunNode | undefined>();
  readonly onDidChangeTreeData = this.#change.event;
  readonly #nodes = new WeakMap<WorkspaceRun, RunNode>();
  readonly #changed = new Set<WorkspaceRun | undefined>();
  readonly #listening: Disposable;
  #timer: NodeJS.Timeout | undefined;

  constructor(runs: WorkspaceRuns) {
    this.#runs = runs;
    this.#listening = runs.onDidChange((run) => {
      this.#changed.add(run);
      this.#timer ??= setTimeout(() => this.#show(), showInterval);
    });
  }

  async getChildren(node?: RunsNode): Promise<RunsNode[]> {
    if (!node) return (await this.#runs.list()).map((run) => this.#nodeOf(run));
    if (node.kind === "run") return groupsOf(node.run);
    return node.kind === "group" ? [...node.parts] : [];
  }

  getTreeItem(node: RunsNode): TreeItem {
    if (node.kind === "run") return runItem(node.run);
    return node.kind === "group" ? groupItem(node) : partItem(node);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listening.dispose();
    this.#change.dispose();
  }

  /** A run that the view does not have yet changes the list. */
  #show(): void {
    this.#timer = undefined;
    const nodes = [...this.#changed].map((run) => run && this.#nodes.get(run));
    this.#changed.clear();
    if (nodes.includes(undefined)) this.#change.fire(undefined);
    else for (const node of nodes) this.#change.fire(node);
  }

  #nodeOf(run: WorkspaceRun): RunNode {
    const node = this.#nodes.get(run) ?? { kind: "run", run, uri: run.folder };
    this.#nodes.set(run, node);
    return node;
  }
}

async function groupsOf(run: WorkspaceRun): Promise<GroupNode[]> {
  const { folder, state } = run;
  const files = (kind: "checkpoint" | "export", parts: readonly FilePart[]) =>
    parts.map((part): PartNode => ({ kind, run, part, uri: Uri.file(part.file) }));
  const tensors = layerParts(state).map(
    (part): PartNode => ({ kind: "tensor", run, part, uri: folder, tensor: part.tensor }),
  );
  const checkpoints = files("checkpoint", await checkpointParts(folder.fsPath, state));
  const exports = files("export", exportParts(folder.fsPath, state));
  const groups: [GroupName, PartNode[]][] = [
    ["Layers", tensors],
    ["Checkpoints", checkpoints],
    ["Exports", exports],
  ];
  return groups
    .filter(([, parts]) => parts.length > 0)
    .map(([name, parts]): GroupNode => ({ kind: "group", name, run, parts }));
}

const runIcons: Readonly<Record<RunMood, readonly [icon: string, colour?: string]>> = {
  starting: ["loading~spin"],
  running: ["sync~spin", "charts.blue"],
  paused: ["debug-pause"],
  elsewhere: ["remote"],
  completed: ["pass", "testing.iconPassed"],
  stopped: ["stop-circle"],
  failed: ["error", "problemsErrorIcon.foreground"],
  interrupted: ["warning", "problemsWarningIcon.foreground"],
};

function runItem(run: WorkspaceRun): TreeItem {
  const item = new TreeItem(run.name, TreeItemCollapsibleState.Collapsed);
  const [icon, colour] = runIcons[moodOf(run)];
  item.id = run.folder.toString();
  item.description = run.watched.problem === undefined ? describeRun(run) : "cannot be read";
  item.iconPath = new ThemeIcon(icon, colour === undefined ? undefined : new ThemeColor(colour));
  item.contextValue = contextOf(run);
  item.tooltip = new MarkdownString(
    runTooltip({
      state: run.state,
      liveness: run.liveness,
      name: run.name,
      place: workspace.asRelativePath(run.folder),
      problem: run.watched.problem,
    }),
  );
  item.command = { command: "sparsity.openTrainingPanel", title: "Open Training Panel", arguments: [run.folder] };
  item.accessibilityInformation = { label: `Run ${run.name}, ${item.description}` };
  return item;
}

const groupIcons: Readonly<Record<GroupName, string>> = {
  Layers: "layers",
  Checkpoints: "save-all",
  Exports: "package",
};

function groupItem({ name, run, parts }: GroupNode): TreeItem {
  const item = new TreeItem(name, TreeItemCollapsibleState.Collapsed);
  item.id = `${run.folder}#${name}`;
  item.description = String(parts.length);
  item.iconPath = new ThemeIcon(groupIcons[name]);
  return item;
}

function partItem({ kind, run, part, uri, tensor }: PartNode): TreeItem {
  const item = new TreeItem(part.label);
  item.id = `${run.folder}#${kind}#${part.label}`;
  item.description = part.description;
  item.tooltip = part.tooltip;
  item.contextValue = kind;
  item.command = {
    command: "sparsity.inspectMasks",
    title: "Inspect Layer Masks",
    arguments: tensor === undefined ? [uri] : [uri, tensor],
  };
  return item;
}
