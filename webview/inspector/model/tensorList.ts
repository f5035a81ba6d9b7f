import type { TensorEntry, TensorStatistics } from "../../../src/protocol/tensorViews.ts";
import { withoutShared } from "../../shared/names.ts";

/** By what the list of tensors is ordered: as in the file, or the largest first. */
export const sortKeys = ["order", "size", "sparsity", "bytes", "dead"] as const;
export type SortKey = (typeof sortKeys)[number];

/** The tensors of a file, apart by whether pruning is about them. */
export interface TensorGroups {
  /** What a mask history knows; in a file without one, every matrix. */
  readonly main: readonly TensorEntry[];
  readonly others: readonly TensorEntry[];
}

export function groupTensors(tensors: readonly TensorEntry[]): TensorGroups {
  const isMasked = tensors.some(({ pruned }) => pruned);
  const isMain = ({ pruned, shape }: TensorEntry) => (isMasked ? pruned : isMatrix(shape));
  return { main: tensors.filter(isMain), others: tensors.filter((tensor) => !isMain(tensor)) };
}

/** Whether more than one dimension is more than one wide. */
function isMatrix(shape: readonly number[]): boolean {
  return shape.filter((extent) => extent > 1).length > 1;
}

/** A name, and what tells it from the others where it is too long. */
export interface RowLabel {
  readonly whole: string;
  readonly short: string;
}

interface CommonRow {
  /** Unique in the list, and the same from one list to the next. */
  readonly key: string;
  readonly label: RowLabel;
  /** Of a tensor; undefined until it has been measured. */
  readonly statistics: TensorStatistics | undefined;
}

/** The layer that the tensors after it belong to. */
export interface HeadingRow extends CommonRow {
  readonly kind: "heading";
}

export interface TensorRow extends CommonRow {
  readonly kind: "tensor";
  readonly entry: TensorEntry;
  /** Whether it stands below its layer's name. */
  readonly isIndented: boolean;
  /** Among the tensors in the list, from 1. */
  readonly place: number;
  readonly of: number;
}

export type ListRow = HeadingRow | TensorRow;

export interface ListWishes {
  /** Words that a tensor's name or class must all contain. */
  readonly filter: string;
  readonly sort: SortKey;
}

/** Rows of tensors that a person wants to see. In the file's order, tensors of one layer stand below its name. */
export function listRows(
  tensors: readonly TensorEntry[],
  statistics: ReadonlyMap<string, TensorStatistics>,
  { filter, sort }: ListWishes,
): ListRow[] {
  const found = tensors.filter((tensor) => matches(tensor, filter));
  let place = 0;
  const row = (entry: TensorEntry, label: RowLabel, isIndented: boolean): ListRow => {
    const known = statistics.get(entry.name);
    const key = `tensor ${entry.name}`;
    return { kind: "tensor", key, label, statistics: known, entry, isIndented, place: ++place, of: found.length };
  };
  if (sort !== "order") {
    const tensors = sorted(found, statistics, sort);
    const labels = labelsOf(tensors.map(titleOf));
    return tensors.map((entry, i) => row(entry, labels[i], false));
  }
  const layers = layersOf(found);
  const labels = labelsOf(layers.map(([first, ...others]) => (others.length === 0 ? titleOf(first) : first.layer)));
  return layers.flatMap((entries, i): ListRow[] => {
    if (entries.length === 1) return [row(entries[0], labels[i], false)];
    const roles = entries.map((entry) => row(entry, { whole: entry.role, short: entry.role }, true));
    return [{ kind: "heading", key: `layer ${roles[0].key}`, label: labels[i], statistics: undefined }, ...roles];
  });
}

/** Neighbours that one layer owns. */
function layersOf(tensors: readonly TensorEntry[]): TensorEntry[][] {
  const layers: TensorEntry[][] = [];
  for (const tensor of tensors) {
    const last = layers.at(-1);
    if (last && tensor.layer !== "" && last[0].layer === tensor.layer) last.push(tensor);
    else layers.push([tensor]);
  }
  return layers;
}

function labelsOf(names: readonly string[]): RowLabel[] {
  const short = withoutShared(names);
  return names.map((whole, i) => ({ whole, short: short[i] }));
}

function matches({ name, className }: TensorEntry, filter: string): boolean {
  const text = `${name} ${className}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Largest first; what has not been measured last, in the file's order. */
function sorted(
  tensors: readonly TensorEntry[],
  statistics: ReadonlyMap<string, TensorStatistics>,
  sort: Exclude<SortKey, "order">,
): TensorEntry[] {
  const value = {
    size: ({ size }: TensorEntry) => size,
    bytes: ({ bytes }: TensorEntry) => bytes,
    sparsity: ({ name }: TensorEntry) => statistics.get(name)?.sparsity ?? -1,
    dead: ({ name }: TensorEntry) => statistics.get(name)?.dead.columns ?? -1,
  }[sort];
  return tensors.toSorted((a, b) => value(b) - value(a));
}

/** Roles of the one matrix that most layers have. */
const mainRoles: readonly string[] = ["kernel", "depthwise_kernel"];

/**
 * A tensor as a person calls it where nothing else is in sight: its layer, and its role where that is not the main one.
 */
export function titleOf({ layer, role, name }: TensorEntry): string {
  if (layer === "") return name;
  return mainRoles.includes(role) ? layer : `${layer} · ${role}`;
}
