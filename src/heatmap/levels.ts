import { magnitudeOfBin } from "../pruning/statistics.ts";

/**
 * |w| on a logarithmic scale in 8 bits, one scale a tensor, whatever event is looked at: a colour keeps its meaning
 * while masks change. Level 0 is a weight that is zero; 1 to 255 rise with |w|.
 */

/**
 * Where the scale starts and ends. Smaller weights have level 1, larger ones 255. Both 0 where all weights are zero.
 */
export interface LevelDomain {
  readonly low: number;
  readonly high: number;
}

export const topLevel = 255;

/**
 * Share of the non-zero weights that share level 1: what is nearest to zero says little, and would take half the scale.
 */
const lowQuantile = 0.25;
const largestFloat = 3.4028234663852886e38;

/**
 * The scale of a tensor, from its statistics' histogram: ends are edges of its bins, 19 % apart at most.
 *
 * @param magnitudes non-zero, finite weights by |w|: `TensorStatistics.magnitudes`
 */
export function levelDomain(magnitudes: Uint32Array): LevelDomain {
  const total = magnitudes.reduce((sum, count) => sum + count, 0);
  if (total === 0) return { low: 0, high: 0 };
  let lowest = 0;
  for (let seen = magnitudes[0]; seen < lowQuantile * total; ) seen += magnitudes[++lowest];
  let highest = magnitudes.length - 1;
  while (magnitudes[highest] === 0) highest--;
  // Bin 0 starts at zero, which has no logarithm.
  return {
    low: magnitudeOfBin(Math.max(lowest, 1)),
    high: Math.min(magnitudeOfBin(Math.max(highest, 1) + 1), largestFloat),
  };
}

/** Largest |w| that gets a level, about: what a legend prints beside its colour. */
export function magnitudeOfLevel(level: number, { low, high }: LevelDomain): number {
  return low * (high / low) ** (level / topLevel);
}

/** Bits of |w| below the 8 of its exponent and the leading 8 of its mantissa: 256 steps an octave. */
const slotShift = 15;
const slotRounding = (1 << slotShift) - 1;
const slots = (1 << (31 - slotShift)) + 1;

/**
 * The level of each weight, in one pass: a table says the level for the leading bits of |w|, rounded up, so that only
 * zero itself falls into slot 0. What is infinite or no number has the highest level.
 */
export function quantizeLevels(weights: Float32Array, domain: LevelDomain): Uint8Array {
  const table = levelTable(domain);
  const bits = new Int32Array(weights.buffer, weights.byteOffset, weights.length);
  const levels = new Uint8Array(weights.length);
  const whole = bits.length & ~3;
  // Four at a time, see pruning/magnitude.ts.
  for (let i = 0; i < whole; i += 4) {
    const a = ((bits[i] & 0x7fffffff) + slotRounding) >>> slotShift;
    const b = ((bits[i + 1] & 0x7fffffff) + slotRounding) >>> slotShift;
    const c = ((bits[i + 2] & 0x7fffffff) + slotRounding) >>> slotShift;
    const d = ((bits[i + 3] & 0x7fffffff) + slotRounding) >>> slotShift;
    levels[i] = table[a];
    levels[i + 1] = table[b];
    levels[i + 2] = table[c];
    levels[i + 3] = table[d];
  }
  for (let i = whole; i < bits.length; i++) levels[i] = table[((bits[i] & 0x7fffffff) + slotRounding) >>> slotShift];
  return levels;
}

/** Level by slot. */
function levelTable({ low, high }: LevelDomain): Uint8Array {
  const table = new Uint8Array(slots).fill(topLevel);
  table[0] = 0;
  if (high === 0) return table;
  const scale = topLevel / Math.log(high / low);
  const first = slotOf(low);
  const last = slotOf(high);
  table.fill(1, 1, first);
  for (let slot = first; slot < last; slot++) {
    const level = Math.ceil(Math.log(magnitudeOfSlot(slot) / low) * scale);
    table[slot] = Math.max(1, Math.min(topLevel, level));
  }
  return table;
}

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

function slotOf(magnitude: number): number {
  scratch[0] = magnitude;
  return (scratchBits[0] + slotRounding) >>> slotShift;
}

/** In the middle of a slot. */
function magnitudeOfSlot(slot: number): number {
  scratchBits[0] = (slot << slotShift) - (slotRounding >>> 1);
  return scratch[0];
}
