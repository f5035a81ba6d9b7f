/**
 * The prune step itself: of the weights a mask still keeps, cut the smallest |w| until `kept` are left.
 *
 * The IEEE bits of |w|, read as an integer, order like |w| itself, so the threshold is found by a
 * radix selection over them (11, 10 and 10 bits, as an unsigned float32 has 31) instead of a sort.
 */

/** All bits but the sign: the key by which weights are ordered. */
const magnitude = 0x7fffffff;
/** Key of infinity; above it are NaNs. */
const infinity = 0x7f800000;

/** Why a tensor cannot be pruned; the caller knows its name. */
export class UnprunableWeightsError extends Error {
  override readonly name = "UnprunableWeightsError";
}

/** Prunes tensors one after another, in buffers that grow to what the largest needs and are reused. */
export class MagnitudePruner {
  /** Keys that share the threshold's leading bits. */
  #candidates = new Int32Array(0);
  readonly #leading = new Uint32Array(1 << 11);
  readonly #middle = new Uint32Array(1 << 10);
  readonly #trailing = new Uint32Array(1 << 10);

  /**
   * Marks the smallest |w| as pruned at `event`, so that `kept` weights stay alive, or as many as are alive
   * already where those are fewer. Among equal |w|, weights pruned earlier go first, then the higher index.
   *
   * @param values current weights, left as they are; zero where pruned
   * @param prunedAt 0 where alive, else the number of the event that cut the weight; updated in place
   * @returns how many weights are alive now, and how many of those are not zero
   * @throws UnprunableWeightsError where weights are NaN or infinite, or pruned ones are not zero; `prunedAt`
   *   may then be marked with `event` here and there
   */
  prune(values: Float32Array, prunedAt: Uint16Array, kept: number, event: number): { alive: number; nnz: number } {
    const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
    this.#count(bits);
    const threshold = this.#select(bits, bits.length - kept);
    return cut(bits, prunedAt, threshold, event);
  }

  /** The histogram of the keys' leading 11 bits. */
  #count(bits: Int32Array): void {
    const leading = this.#leading.fill(0);
    for (let i = 0; i < bits.length; i++) leading[(bits[i] & magnitude) >>> 20]++;
    for (let bin = infinity >>> 20; bin < leading.length; bin++) if (leading[bin] > 0) refuseNonFinite(bits);
  }

  /** The key of the `rank`-th smallest weight, from 1, and how many equal to it are not among the `rank` smallest. */
  #select(bits: Int32Array, rank: number): Threshold {
    if (rank === 0) return { key: 0, spare: bits.length };
    const leading = findBin(this.#leading, rank);
    const size = this.#leading[leading.bin];
    if (this.#candidates.length < size) this.#candidates = new Int32Array(size);
    const candidates = this.#candidates;
    let count = 0;
    for (let i = 0; i < bits.length; i++) {
      const key = bits[i] & magnitude;
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
      spare: trailingCounts[trailing.bin] - trailing.rank,
    };
  }
}

/** Weights below the key go, those above stay, and of those equal to it the first `spare` living ones stay. */
interface Threshold {
  readonly key: number;
  readonly spare: number;
}

/** The bin that holds the `rank`-th smallest entry (from 1), and its rank inside the bin. */
function findBin(counts: Uint32Array, rank: number): { bin: number; rank: number } {
  let bin = 0;
  let left = rank;
  while (left > counts[bin]) left -= counts[bin++];
  return { bin, rank: left };
}

/** Writes `event` where a living weight is on the wrong side of the threshold. */
function cut(
  bits: Int32Array,
  prunedAt: Uint16Array,
  threshold: Threshold,
  event: number,
): { alive: number; nnz: number } {
  const thresholdKey = threshold.key;
  const { spare } = threshold;
  let above = 0;
  let equal = 0;
  let leaked = 0;
  for (let i = 0; i < bits.length; i++) {
    const key = bits[i] & magnitude;
    const before = prunedAt[i];
    // All ones where the condition holds, else zero. Keys are below 2^31, so differences keep their sign.
    const isBelow = (key - thresholdKey) >> 31;
    const isAbove = (thresholdKey - key) >> 31;
    const isAlive = (before - 1) >> 31;
    prunedAt[i] = before | (event & isBelow & isAlive);
    above -= isAbove;
    leaked |= key & ~isAlive;
    if (key === thresholdKey && before === 0) {
      if (equal < spare) equal++;
      else prunedAt[i] = event;
    }
  }
  if (leaked !== 0) throw new UnprunableWeightsError("pruned weights that are not zero any more");
  return { alive: above + equal, nnz: thresholdKey > 0 ? above + equal : above };
}

function refuseNonFinite(bits: Int32Array): never {
  let nan = 0;
  let infinite = 0;
  for (let i = 0; i < bits.length; i++) {
    const key = bits[i] & magnitude;
    if (key > infinity) nan++;
    else if (key === infinity) infinite++;
  }
  throw new UnprunableWeightsError(`${nan} NaN and ${infinite} infinite weights, which have no order`);
}
