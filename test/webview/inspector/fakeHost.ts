import type { InspectedFile, MaskInspectorHost } from "../../../src/protocol/maskInspector.ts";
import { tensorStatistics } from "../../../src/pruning/statistics.ts";
import type { TensorPlan } from "../../../src/runs/events.ts";
import { cellsOf, eventPasses, type GeneratedTensor, target, valuesOf } from "../heatmap/generated.ts";

/** A host that has generated tensors instead of a file, and remembers what it was asked to do. */
export interface FakeHost extends MaskInspectorHost {
  readonly saved: { readonly name: string; readonly content: string | Uint8Array }[];
  readonly rulesShown: string[];
  /** Tensors whose statistics were asked for, in order. */
  readonly measured: string[];
}

export interface FakeHostWishes {
  readonly file?: Partial<InspectedFile>;
  /** Tensors that are not sent whole. */
  readonly windowed?: readonly string[];
}

export function fakeHost(tensors: readonly GeneratedTensor[], { file, windowed = [] }: FakeHostWishes = {}): FakeHost {
  const find = (name: string) => {
    const found = tensors.find(({ entry }) => entry.name === name);
    if (!found) throw new Error(`There is no tensor ${name} in the file.`);
    return found;
  };
  const host: FakeHost = {
    saved: [],
    rulesShown: [],
    measured: [],
    open: () => ({
      title: "model.json",
      format: "tfjs-layers-model",
      fileBytes: tensors.reduce((sum, { entry }) => sum + entry.bytes, 1234),
      tensors: tensors.map(({ entry }) => entry),
      warnings: [],
      run: tensors.some(({ entry }) => entry.pruned) ? { name: "run-1", eventPasses, plan: planOf(tensors) } : null,
      ...file,
    }),
    values(name) {
      const tensor = find(name);
      if (windowed.includes(name)) {
        return { kind: "windowed", masked: tensor.prunedAt !== null, events: tensor.events };
      }
      return valuesOf(tensor);
    },
    cells: (request) => cellsOf(find(request.tensor), request),
    statistics(name) {
      const { weights, entry } = find(name);
      host.measured.push(name);
      return tensorStatistics(weights, entry.shape, entry.role);
    },
    showRule: (tensor) => void host.rulesShown.push(tensor),
    save: (name, content) => void host.saved.push({ name, content }),
  };
  return host;
}

function planOf(tensors: readonly GeneratedTensor[]): TensorPlan[] {
  return tensors
    .filter(({ entry }) => entry.pruned)
    .map(({ entry: { name, layer, className, shape, role } }) => ({
      tensor: name,
      layer,
      className,
      shape: [...shape],
      role,
      rule: 0,
      select: "conv and dense",
      ...target,
    }));
}
