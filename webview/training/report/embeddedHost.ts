import type { Cells } from "../../../src/heatmap/cells.ts";
import type { EmbeddedRun, EmbeddedTensor } from "../../../src/protocol/embeddedRun.ts";
import type { CellRequest, TensorValues } from "../../../src/protocol/tensorViews.ts";
import type { RunSnapshot } from "../../../src/protocol/trainingPanel.ts";
import type { Environment } from "../environment.ts";
import { type Blocks, cellsOfBlocks } from "./blockCells.ts";
import { download } from "./download.ts";
import { unpack, unpackFloats, unpackShorts, unpackText } from "./unpack.ts";

/** The run that is in this very page; undefined in VS Code. */
export function embeddedRun(): EmbeddedRun | undefined {
  const text = document.getElementById("embedded-run")?.textContent;
  return text ? JSON.parse(text) : undefined;
}

/** What the extension would offer, from the page itself. What needs an extension is not shown in a report. */
export function embeddedEnvironment(run: EmbeddedRun): Environment {
  const tensors = new Map(run.tensors.map((tensor) => [tensor.name, tensor]));
  const find = (name: string): EmbeddedTensor => {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(run.withoutTensors ?? `This report has no weights of ${name}.`);
    return tensor;
  };
  const blocks = new Map<string, Promise<Blocks>>();
  const absent = () => Promise.reject(new Error("A report cannot do this: open the run in VS Code."));
  let kept: unknown;
  return {
    host: {
      open: () => snapshotOf(run),
      values: async (name) => valuesOf(find(name)),
      cells: async (request) => cellsOf(find(request.tensor), request, blocks),
      save: async (name, content) => download(name, content),
      control: absent,
      resume: absent,
      openMasks: absent,
      showRule: absent,
      exportReport: absent,
      showFolder: absent,
    },
    report: {
      writtenAt: run.writtenAt,
      blocks: new Map(run.tensors.flatMap((one) => (one.kind === "blocks" ? [[one.name, one.block]] : []))),
    },
    memory: {
      get: () => kept,
      set: (state) => {
        kept = state;
      },
    },
  };
}

async function snapshotOf({ title, events, isLive }: EmbeddedRun): Promise<RunSnapshot> {
  return {
    title,
    events: JSON.parse(await unpackText(events)),
    liveness: isLive ? { state: "live", progress: null } : { state: "ended", cause: null },
    cannotRun: null,
  };
}

async function valuesOf(tensor: EmbeddedTensor): Promise<TensorValues> {
  const { events } = tensor;
  if (tensor.kind === "blocks") return { kind: "windowed", masked: tensor.masked, events };
  const prunedAt = tensor.prunedAt === null ? null : await unpackShorts(tensor.prunedAt);
  return { kind: "whole", weights: await unpackFloats(tensor.weights), prunedAt, events };
}

async function cellsOf(
  tensor: EmbeddedTensor,
  { window, event }: CellRequest,
  known: Map<string, Promise<Blocks>>,
): Promise<Cells> {
  if (tensor.kind === "whole")
    throw new Error(`All weights of ${tensor.name} are in the page: there are no cells of it.`);
  const unpacked =
    known.get(tensor.name) ??
    Promise.all([unpack(tensor.kept), unpack(tensor.level)]).then(([kept, level]) => ({ ...tensor, kept, level }));
  known.set(tensor.name, unpacked);
  return cellsOfBlocks(await unpacked, window, event);
}
