import { sizeOf } from "../pruning/tensor.ts";
import { weightNames } from "./layerWeights.ts";
import {
  type ModelFile,
  ModelFileError,
  type ModelFormat,
  type ModelLayer,
  type StoredDType,
  type StoredTensor,
} from "./modelFile.ts";
import type { Placement } from "./placement.ts";
import { type PlacedLayer, placedLayers } from "./topology/graph.ts";
import type { Network } from "./topology/normalize.ts";

/** A tensor as a file has it, before it is known which layer owns it. */
export interface FileTensor {
  /** The file's own name for it. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: StoredDType;
  readonly bytes: number;
  readonly placement: Placement | undefined;
  /** Values from element `start` to before element `end`. */
  read(start: number, end: number): Promise<Float32Array>;
}

export interface FileContents {
  readonly format: ModelFormat;
  readonly path: string;
  readonly tensors: readonly FileTensor[];
  readonly network: Network | undefined;
  close(): Promise<void>;
}

/**
 * What all formats have in common: tensors sorted into layers, unique names, checked ranges.
 *
 * A tensor of a network is named after its place: the path of the models around its layer, then the name that tfjs
 * gives to the weight (`originalName`): `conv/kernel`, `backbone/conv/kernel`, and inside of a wrapper
 * `bidirectional/forward_lstm/kernel`. Other tensors keep the file's name, and their layer is what comes before the
 * last separator in it.
 */
export function assemble(contents: FileContents): ModelFile {
  const { format, path, network } = contents;
  const named = nameTensors(contents.tensors, network, path);
  const byName = new Map(named.map((one) => [one.stored.name, one]));
  return {
    format,
    path,
    layers: sortIntoLayers(named, network),
    topology: network?.topology,
    warnings: [...(network?.warnings ?? []), ...missingWeights(named, network), ...precisionLost(named)],
    async read(name, range) {
      const one = byName.get(name);
      if (!one) throw new ModelFileError(`There is no tensor ${name} in ${path}.`);
      const size = sizeOf(one.stored.shape);
      const { start, end } = range ?? { start: 0, end: size };
      if (!(Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end && end <= size)) {
        throw new ModelFileError(`Elements ${start} to ${end} of ${name} in ${path} were asked for; it has ${size}.`);
      }
      return one.source.read(start, end);
    },
    close: () => contents.close(),
  };
}

interface NamedTensor {
  readonly source: FileTensor;
  readonly stored: StoredTensor;
  readonly owner: PlacedLayer | undefined;
}

function nameTensors(tensors: readonly FileTensor[], network: Network | undefined, path: string): NamedTensor[] {
  // The file's layer may have become another class: a ReLU with a slope is a LeakyReLU.
  const rebuilt = new Map(network ? placedLayers(network.graph).map((placed) => [placed.path, placed]) : []);
  const names = new Set<string>();
  return tensors.map((source) => {
    const { placement, shape, dtype, bytes } = source;
    const owner = placement && rebuilt.get(placement.owner.path);
    const label =
      placement && owner
        ? {
            name: `${owner.path}/${placement.weight}`,
            layer: owner.path,
            className: owner.layer.className,
            role: lastPart(placement.weight),
          }
        : labelByName(source.name);
    if (names.has(label.name)) throw new ModelFileError(`${path} has two tensors named ${label.name}.`);
    names.add(label.name);
    return { source, owner, stored: { ...label, shape, dtype, bytes } };
  });
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** `encoder.layer1.weight` → layer `encoder.layer1`, role `weight`; the same with `/`, as in graph-models. */
function labelByName(name: string): Pick<StoredTensor, "name" | "layer" | "className" | "role"> {
  const at = Math.max(name.lastIndexOf("/"), name.lastIndexOf("."));
  return { name, layer: at < 0 ? name : name.slice(0, at), className: "", role: name.slice(at + 1) };
}

/** The network's layers first, then those that only the tensors' names speak of. */
function sortIntoLayers(named: readonly NamedTensor[], network: Network | undefined): ModelLayer[] {
  const layers = new Map<
    string,
    { name: string; className: string; tensors: StoredTensor[]; order: readonly string[] }
  >();
  for (const { path, layer } of network ? placedLayers(network.graph) : []) {
    const order = weightNames(layer.className, layer.config)?.map((weight) => `${path}/${weight}`) ?? [];
    layers.set(path, { name: path, className: layer.className, tensors: [], order });
  }
  for (const { stored } of named) {
    const layer = layers.get(stored.layer);
    if (layer) layer.tensors.push(stored);
    else layers.set(stored.layer, { name: stored.layer, className: stored.className, tensors: [stored], order: [] });
  }
  return [...layers.values()].map(({ name, className, tensors, order }) => ({
    name,
    className,
    tensors: order.length === 0 ? tensors : tensors.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name)),
  }));
}

/** Weights that the network needs and a file with weights does not have. */
function missingWeights(named: readonly NamedTensor[], network: Network | undefined): string[] {
  if (!network || named.length === 0) return [];
  const there = new Set(named.map(({ stored }) => stored.name));
  const missing = placedLayers(network.graph).flatMap(({ path, layer }) =>
    (weightNames(layer.className, layer.config) ?? [])
      .map((weight) => `${path}/${weight}`)
      .filter((name) => !there.has(name)),
  );
  const strangers = named.filter(({ owner }) => !owner).map(({ stored }) => stored.name);
  return [
    ...(missing.length > 0 ? [`The file has no ${someOf(missing)}: initial values stand in.`] : []),
    ...(strangers.length > 0 ? [`${someOf(strangers)} belongs to no layer of the network.`] : []),
  ];
}

/** float32 holds integers up to 2^24 and 24 bits of a fraction. */
function precisionLost(named: readonly NamedTensor[]): string[] {
  const wide = named.filter(({ stored }) => ["float64", "int64", "uint64"].includes(stored.dtype));
  return wide.length === 0
    ? []
    : [`${someOf(wide.map(({ stored }) => stored.name))} is stored in 64 bits and read as float32.`];
}

function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
