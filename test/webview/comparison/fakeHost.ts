import type { ComparedEntry, ComparedSide, ComparisonHost } from "../../../src/protocol/comparison.ts";
import { tensorStatistics } from "../../../src/pruning/statistics.ts";
import { cellsOf, type GeneratedTensor, valuesOf } from "../heatmap/generated.ts";

/** A tensor of two models; the difference is computed. */
export interface ComparedTensors {
  readonly a?: GeneratedTensor;
  readonly b?: GeneratedTensor;
}

export interface FakeHost extends ComparisonHost {
  /** Tensors whose statistics were asked for, in order. */
  readonly measured: string[];
}

export interface FakeHostWishes {
  readonly titles?: readonly [a: string, b: string];
  readonly warnings?: readonly string[];
  /** Tensors that are not sent whole. */
  readonly windowed?: readonly string[];
}

/** A host that has generated tensors instead of files. */
export function fakeHost(
  tensors: readonly ComparedTensors[],
  { titles = ["lenet at 1a2b3c4/model.json", "lenet/model.json"], warnings = [], windowed = [] }: FakeHostWishes = {},
): FakeHost {
  const all = new Map(tensors.map((one) => [nameOf(one), { ...one, difference: differenceOf(one) }]));
  const find = (side: ComparedSide, name: string) => {
    const found = all.get(name)?.[side];
    if (!found) throw new Error(`There is no tensor ${name} in ${side}.`);
    return found;
  };
  const file = (title: string) => ({ title, format: "tfjs-layers-model", fileBytes: 123_456, warnings });
  const host: FakeHost = {
    measured: [],
    open: () => ({
      a: file(titles[0]),
      b: file(titles[1]),
      tensors: [...all].map(([name, one]) => entryOf(name, one)),
    }),
    values(side, name) {
      const tensor = find(side, name);
      return windowed.includes(name) ? { kind: "windowed", masked: false, events: 0 } : valuesOf(tensor);
    },
    cells: (side, request) => cellsOf(find(side, request.tensor), request),
    statistics(name) {
      host.measured.push(name);
      const of = (tensor: GeneratedTensor | undefined) =>
        tensor ? tensorStatistics(tensor.weights, tensor.entry.shape, tensor.entry.role) : null;
      const one = all.get(name);
      return { a: of(one?.a), b: of(one?.b), difference: of(one?.difference) };
    },
    showFigures() {},
  };
  return host;
}

function nameOf({ a, b }: ComparedTensors): string {
  return (a ?? b)!.entry.name;
}

function entryOf(
  name: string,
  one: ComparedTensors & { readonly difference: GeneratedTensor | undefined },
): ComparedEntry {
  const { a, b, difference } = one;
  return { name, a: a?.entry ?? null, b: b?.entry ?? null, difference: difference?.entry ?? null };
}

function differenceOf({ a, b }: ComparedTensors): GeneratedTensor | undefined {
  if (!a || !b || String(a.entry.shape) !== String(b.entry.shape)) return undefined;
  const weights = a.weights.map((value, i) => Math.abs(value - b.weights[i]!));
  return { entry: { ...a.entry, pruned: false }, weights, prunedAt: null, events: 0 };
}

/** The same tensor after fine-tuning: `changed` of its columns have moved, and every `cut`th weight is gone. */
export function tuned(tensor: GeneratedTensor, cut = 3): GeneratedTensor {
  const weights = tensor.weights.map((value, i) => (i % cut === 0 ? 0 : i % 7 === 0 ? value * 1.1 : value));
  return { ...tensor, entry: { ...tensor.entry, pruned: false }, weights, prunedAt: null, events: 0 };
}
