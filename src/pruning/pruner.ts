import { MagnitudePruner, NonFiniteWeightsError } from "./magnitude.ts";
import { isPrunePass, keptCount, type SparsityTarget, scheduledSparsity } from "./schedule.ts";
import { sizeOf, type WeightTensor } from "./tensor.ts";

/** Weights that live somewhere else (an engine, plain arrays) and can be pruned there. */
export interface PrunableWeights {
  /** Current values, row-major. The pruner neither keeps nor changes the array. */
  read(tensor: string): Float32Array;
  /** Multiplies the tensor by a 0/1 mask of its size now, and holds a copy of the mask for `applyMasks`. */
  setMask(tensor: string, mask: Float32Array): void;
  /** Multiplies every tensor by the mask it holds. Nothing to do for engines whose update does it. */
  applyMasks(): void;
}

/** A tensor and what is asked of it. */
export interface PlannedTensor {
  readonly tensor: WeightTensor;
  readonly target: SparsityTarget;
}

/** What one prune event did to one tensor. */
export interface TensorPruned {
  readonly tensor: string;
  /** Sparsity asked, float32, 0..1. */
  readonly ratio: number;
  /** Weights that the mask keeps now. */
  readonly kept: number;
  readonly size: number;
  /** Kept weights that are not zero. */
  readonly nnz: number;
}

/** Events count from 1; event 0 is the dense network. */
export interface PruneEvent {
  readonly event: number;
  readonly tensors: readonly TensorPruned[];
}

/**
 * The record of all masks: per tensor, 0 for a weight that is alive and k for one that event k removed.
 * Masks only shrink, so this one array is the whole history.
 */
export interface MaskHistory {
  readonly events: number;
  readonly prunedAt: ReadonlyMap<string, Uint16Array>;
}

/** A tensor cannot be pruned, in a sentence that names it. */
export class PruningError extends Error {
  override readonly name = "PruningError";
}

/**
 * Dynamic pruning as two calls of a training loop: `beforePass` before the first batch of a pass, and
 * `afterUpdate` after every update of the weights.
 */
export class Pruner {
  readonly #plan: readonly PlannedTensor[];
  readonly #prunedAt = new Map<string, Uint16Array>();
  /** Weights that each mask keeps. */
  readonly #alive = new Map<string, number>();
  readonly #magnitude = new MagnitudePruner();
  #mask = new Float32Array(0);
  #events: number;

  /** @param history of the run that is taken up again; left out, every weight is alive */
  constructor(plan: readonly PlannedTensor[], history?: MaskHistory) {
    this.#plan = plan;
    this.#events = history?.events ?? 0;
    for (const { tensor } of plan) {
      const prunedAt = history?.prunedAt.get(tensor.name);
      const size = sizeOf(tensor.shape);
      if (prunedAt && prunedAt.length !== size) {
        throw new PruningError(
          `The mask history of ${tensor.name} has ${prunedAt.length} entries for ${size} weights.`,
        );
      }
      this.#prunedAt.set(tensor.name, prunedAt?.slice() ?? new Uint16Array(size));
      this.#alive.set(tensor.name, this.#maskOf(tensor.name).alive);
    }
  }

  get history(): MaskHistory {
    return { events: this.#events, prunedAt: this.#prunedAt };
  }

  /** Sets the masks of the history: what a run that is taken up again does first. */
  restoreMasks(weights: PrunableWeights): void {
    if (this.#events === 0) return;
    for (const { tensor } of this.#plan) weights.setMask(tensor.name, this.#maskOf(tensor.name).mask);
  }

  /**
   * Holds the prune event of this pass, if any tensor's schedule has one.
   *
   * @param pass counted from 0, over the whole run
   * @throws PruningError where weights are NaN or infinite, or pruned ones are not zero; the event is half done then
   */
  beforePass(pass: number, weights: PrunableWeights): PruneEvent | undefined {
    const due = this.#plan.filter(({ target }) => isPrunePass(target, pass));
    if (due.length === 0) return undefined;
    const event = this.#events + 1;
    const tensors = due.map((planned) => this.#prune(planned, pass, event, weights));
    this.#events = event;
    return { event, tensors };
  }

  /** Keeps pruned weights at zero, whatever the update did to them. */
  afterUpdate(weights: PrunableWeights): void {
    weights.applyMasks();
  }

  #prune({ tensor, target }: PlannedTensor, pass: number, event: number, weights: PrunableWeights): TensorPruned {
    const { name } = tensor;
    const prunedAt = this.#prunedAtOf(name);
    const ratio = scheduledSparsity(target, pass);
    const asked = keptCount(prunedAt.length, ratio);
    const nnz = this.#cut(name, weights.read(name), prunedAt, asked, event);
    const { mask, alive: kept } = this.#maskOf(name);
    if (kept !== Math.min(asked, this.#alive.get(name) as number)) {
      throw new PruningError(
        `${name} holds pruned weights that are not zero any more: an update was not followed by afterUpdate.`,
      );
    }
    this.#alive.set(name, kept);
    weights.setMask(name, mask);
    return { tensor: name, ratio, kept, size: prunedAt.length, nnz };
  }

  #cut(name: string, values: Float32Array, prunedAt: Uint16Array, kept: number, event: number): number {
    try {
      return this.#magnitude.prune(values, prunedAt, kept, event);
    } catch (error) {
      if (!(error instanceof NonFiniteWeightsError)) throw error;
      throw new PruningError(`${name} holds ${error.message}. The network diverged, or the file is damaged.`);
    }
  }

  /** The mask of a tensor, valid until the next call, and how many weights it keeps. */
  #maskOf(name: string): { mask: Float32Array; alive: number } {
    const prunedAt = this.#prunedAtOf(name);
    const size = prunedAt.length;
    if (this.#mask.length < size) this.#mask = new Float32Array(size);
    const mask = this.#mask.subarray(0, size);
    return { mask, alive: fillMask(prunedAt, new Int32Array(mask.buffer, 0, size)) };
  }

  #prunedAtOf(name: string): Uint16Array {
    return this.#prunedAt.get(name) as Uint16Array;
  }
}

/** Writes the bits of 1.0 where alive, of 0.0 elsewhere, four at a time (see magnitude.ts); returns how many are alive. */
function fillMask(prunedAt: Uint16Array, maskBits: Int32Array): number {
  const one = 0x3f800000;
  const whole = prunedAt.length & ~3;
  let alive = 0;
  for (let i = 0; i < whole; i += 4) {
    // All ones where alive, else zero.
    const a = (prunedAt[i] - 1) >> 31;
    const b = (prunedAt[i + 1] - 1) >> 31;
    const c = (prunedAt[i + 2] - 1) >> 31;
    const d = (prunedAt[i + 3] - 1) >> 31;
    maskBits[i] = a & one;
    maskBits[i + 1] = b & one;
    maskBits[i + 2] = c & one;
    maskBits[i + 3] = d & one;
    alive -= a + b + c + d;
  }
  for (let i = whole; i < prunedAt.length; i++) {
    const isAlive = (prunedAt[i] - 1) >> 31;
    maskBits[i] = isAlive & one;
    alive -= isAlive;
  }
  return alive;
}
