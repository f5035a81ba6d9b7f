/**
 * The prune step itself: of the weights a mask still keeps, drop the smallest |w| until `kept` are left.
 *
 * The IEEE bits of |w|, read as an integer, order like |w| itself, so the threshold is found by a
 * radix selection over them (11, 10 and 10 bits, as an unsigned float32 has 31) instead of a sort.
 */

const magnitudeBits = 0x7fffffff;
/** Bits of +infinity; above it are NaNs. */
const infinityBits = 0x7f800000;

/** Weights that are not numbers cannot be ordered. */
export class NonFiniteWeightsError extends Error {
  override readonly name = "NonFiniteWeightsError";
  readonly nan: number;
  readonly infinite: number;

  constructor(nan: number, infinite: number) {
    super(`${nan} NaN and ${infinite} infinite weights`);
    this.nan = nan;
    this.infinite = infinite;
  }
}

/** Prunes tensors one after another in buffers that grow to the largest and are reused. */
export class MagnitudePruner {
  /** Bits of |w| of each weight, 0 where the mask had cut it already. */
  #keys = new Int32Array(0);
  /** Keys that share the threshold's leading bits. */
  #candidates = new Int32Array(0);
  readonly #leading = new Uint32Array(1 << 11);
  readonly #middle = new Uint32Array(1 << 10);
  readonly #trailing = new Uint32Array(1 << 10);

  /**
   * Marks the smallest |w| as pruned at `event`, so that at most `kept` weights stay alive. Among equal
   * |w| the higher index goes first. Weights pruned earlier stay pruned whatever their values are.
   *
   * @param values current weights, left as they are
   * @param prunedAt 0 where alive, else the number of the event that cut the weight; updated in place
   * @returns how many weights are alive now, and how many of those are not zero
   * @throws NonFiniteWeightsError before anything is changed
   */
  prune(values: Float32Array, prunedAt: Uint16Array, kept: number, event: number): { alive: number; nnz: number } {
    const size = values.length;
    const alive = this.#loadKeys(values, prunedAt);
    if (kept >= alive) return { alive, nnz: countNonZero(this.#keys, size) };
    const threshold = this.#select(size, size - kept);
    cut(this.#keys, prunedAt, threshold, size - alive, event);
    return { alive: kept, nnz: threshold.key === 0 ? size - threshold.equal : kept };
  }

  /** Fills the keys and the histogram of their leading 11 bits; returns how many weights are alive. */
  #loadKeys(values: Float32Array, prunedAt: Uint16Array): number {
    const size = values.length;
    if (this.#keys.length < size) this.#keys = new Int32Array(size);
    const bits = new Int32Array(values.buffer, values.byteOffset, size);
    const keys = this.#keys;
    const leading = this.#leading.fill(0);
    let alive = 0;
    for (let i = 0; i < size; i++) {
      // All ones where the weight is alive, else zero: cheaper here than a branch.
      const living = (prunedAt[i] - 1) >> 31;
      const key = bits[i] & magnitudeBits & living;
      alive -= living;
      keys[i] = key;
      leading[key >>> 20]++;
    }
    for (let bin = infinityBits >>> 20; bin < leading.length; bin++) {
      if (leading[bin] > 0) throw nonFinite(keys, size);
    }
    return alive;
  }

  /** The key of the `rank`-th smallest weight (rank ≥ 1), and how many of those equal to it are to go. */
  #select(size: number, rank: number): Threshold {
    const keys = this.#keys;
    const leading = findBin(this.#leading, rank);
    const found = this.#leading[leading.bin];
    if (this.#candidates.length < found) this.#candidates = new Int32Array(found);
    const candidates = this.#candidates;
    let count = 0;
    for (let i = 0; i < size; i++) {
      const key = keys[i];
      if (key >>> 20 === leading.bin) candidates[count++] = key;
    }
    const middleCounts = this.#middle.fill(0);
    for (let i = 0; i < count; i++) middleCounts[(candidates[i] >>> 10) & 1023]++;
    const middle = findBin(middleCounts, leading.rank);
    const trailingCounts = this.#trailing.fill(0);
    for (let i = 0; i < count; i++) {
      const key = candidates[i];
      if (((key >>> 10) & 1023) === middle.bin) trailingCounts[key & 1023]++;
    }
    const trailing = findBin(trailingCounts, middle.rank);
    return {
      key: (leading.bin << 20) | (middle.bin << 10) | trailing.bin,
      equal: trailingCounts[trailing.bin],
      cutOfEqual: trailing.rank,
    };
  }
}

interface Threshold {
  readonly key: number;
  /** Weights whose key is the threshold's. */
  readonly equal: number;
  /** How many of those are pruned. */
  readonly cutOfEqual: number;
}

/** The bin that holds the `rank`-th smallest entry (from 1), and its rank inside the bin. */
function findBin(counts: Uint32Array, rank: number): { bin: number; rank: number } {
  let bin = 0;
  let left = rank;
  while (left > counts[bin]) left -= counts[bin++];
  return { bin, rank: left };
}

/** Writes `event` where a living weight is below the threshold, or equal to it and not among the first to spare. */
function cut(
  keys: Int32Array,
  prunedAt: Uint16Array,
  threshold: Threshold,
  alreadyPruned: number,
  event: number,
): void {
  const { key: thresholdKey, equal, cutOfEqual } = threshold;
  // Pruned weights have key 0: they are among the equal ones only where the threshold is 0, and go first there.
  const livingEqual = thresholdKey === 0 ? equal - alreadyPruned : equal;
  let spare = Math.min(livingEqual, equal - cutOfEqual);
  for (let i = 0; i < prunedAt.length; i++) {
    const before = prunedAt[i];
    // All ones where the condition holds: keys are below 2^31, so a difference has the sign of the comparison.
    const below = (keys[i] - thresholdKey) >> 31;
    const living = (before - 1) >> 31;
    prunedAt[i] = before | (event & below & living);
    if (keys[i] === thresholdKey && before === 0) {
      if (spare > 0) spare--;
      else prunedAt[i] = event;
    }
  }
}

function countNonZero(keys: Int32Array, size: number): number {
  let nnz = 0;
  for (let i = 0; i < size; i++) if (keys[i] !== 0) nnz++;
  return nnz;
}

function nonFinite(keys: Int32Array, size: number): NonFiniteWeightsError {
  let nan = 0;
  let infinite = 0;
  for (let i = 0; i < size; i++) {
    if (keys[i] > infinityBits) nan++;
    else if (keys[i] === infinityBits) infinite++;
  }
  return new NonFiniteWeightsError(nan, infinite);
}
