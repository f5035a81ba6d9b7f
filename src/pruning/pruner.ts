import { MagnitudePruner, UnprunableWeightsError } from "./magnitude.ts";
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

const hint = "The network diverged, the file is damaged, or an update was not followed by afterUpdate.";

/**
 * Dynamic pruning as two calls of a training loop: `beforePass` before the first batch of a pass, and
 * `afterUpdate` after every update of the weights.
 */
export class Pruner {
  readonly #plan: readonly PlannedTensor[];
  readonly #prunedAt = new Map<string, Uint16Array>();
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
    }
  }

  get history(): MaskHistory {
    return { events: this.#events, prunedAt: this.#prunedAt };
  }

  /** Sets the masks of the history: what a run that is taken up again does first. */
  restoreMasks(weights: PrunableWeights): void {
    if (this.#events === 0) return;
    for (const { tensor } of this.#plan) this.#setMask(tensor.name, weights);
  }

  /**
   * Holds the prune event of this pass, if any tensor's schedule has one.
   *
   * @param pass counted from 0, over the whole run
   * @throws PruningError where weights are NaN or infinite, or pruned ones are not zero; no mask has changed then
   */
  beforePass(pass: number, weights: PrunableWeights): PruneEvent | undefined {
    const due = this.#plan.filter(({ target }) => isPrunePass(target, pass));
    if (due.length === 0) return undefined;
    const event = this.#events + 1;
    const tensors = due.map(({ tensor, target }) => this.#prune(tensor.name, target, pass, event, weights));
    for (const { tensor } of due) this.#setMask(tensor.name, weights);
    this.#events = event;
    return { event, tensors };
  }

  /** Keeps pruned weights at zero, whatever the update did to them. */
  afterUpdate(weights: PrunableWeights): void {
    weights.applyMasks();
  }

  #prune(name: string, target: SparsityTarget, pass: number, event: number, weights: PrunableWeights): TensorPruned {
    const prunedAt = this.#prunedAt.get(name) as Uint16Array;
    const size = prunedAt.length;
    const ratio = scheduledSparsity(target, pass);
    try {
      const { alive, nnz } = this.#magnitude.prune(weights.read(name), prunedAt, keptCount(size, ratio), event);
      return { tensor: name, ratio, kept: alive, size, nnz };
    } catch (error) {
      if (!(error instanceof UnprunableWeightsError)) throw error;
      this.#forget(event);
      throw new PruningError(`${name} holds ${error.message}. ${hint}`);
    }
  }

  /** Takes back what an event that failed half way has marked. */
  #forget(event: number): void {
    for (const prunedAt of this.#prunedAt.values()) {
      for (let i = 0; i < prunedAt.length; i++) if (prunedAt[i] === event) prunedAt[i] = 0;
    }
  }

  #setMask(name: string, weights: PrunableWeights): void {
    const prunedAt = this.#prunedAt.get(name) as Uint16Array;
    if (this.#mask.length < prunedAt.length) this.#mask = new Float32Array(prunedAt.length);
    // Bits of 1.0 where alive, of 0.0 elsewhere: four times faster than storing floats one by one.
    const bits = new Int32Array(this.#mask.buffer, 0, prunedAt.length);
    for (let i = 0; i < prunedAt.length; i++) bits[i] = ((prunedAt[i] - 1) >> 31) & 0x3f800000;
    weights.setMask(name, this.#mask.subarray(0, prunedAt.length));
  }
}
