import { type MatrixLayout, matrixLayout } from "./matrixLayout.ts";
import { sizeOf } from "./tensor.ts";

/**
 * Bins of `TensorStatistics.magnitudes`: exponent and leading two mantissa bits of |w|, so four bins an
 * octave from the smallest denormal to infinity, whatever the range of the weights is.
 */
export const magnitudeBins = 1 << 10;

/** Smallest |w| that falls into a bin. */
export function magnitudeOfBin(bin: number): number {
  return new Float32Array(new Uint32Array([bin << 21]).buffer)[0];
}

/** What is in a tensor. Counts are of weights unless they say otherwise. */
export interface TensorStatistics {
  readonly size: number;
  readonly nnz: number;
  /** Share of zeros, 0..1; 0 for an empty tensor. */
  readonly sparsity: number;
  readonly nan: number;
  readonly infinite: number;
  /** Rows, columns and input channels of the matrix without a single non-zero weight. */
  readonly dead: { readonly rows: number; readonly columns: number; readonly inputs: number };
  /** Non-zeros in each row of the matrix. */
  readonly rowNnz: Uint32Array;
  /** Non-zeros in each column of that matrix. */
  readonly columnNnz: Uint32Array;
  /** Non-zero, finite weights by |w|; see `magnitudeBins`. */
  readonly magnitudes: Uint32Array;
}

/**
 * Collects the statistics of one tensor from consecutive pieces, so that a tensor need not fit into memory.
 *
 * Rows and columns are those of `MatrixLayout`; an input channel is all weights that read one input.
 */
export class StatisticsCollector {
  /** Weights of the whole tensor. */
  readonly size: number;
  readonly #layout: MatrixLayout;
  readonly #rowNnz: Uint32Array;
  readonly #columnNnz: Uint32Array;
  readonly #magnitudes = new Uint32Array(magnitudeBins);
  #seen = 0;
  #nnz = 0;
  #nan = 0;
  #infinite = 0;

  constructor(shape: readonly number[], role = "kernel") {
    this.size = sizeOf(shape);
    this.#layout = matrixLayout(shape, role);
    this.#rowNnz = new Uint32Array(this.#layout.rows);
    this.#columnNnz = new Uint32Array(this.#layout.columns);
  }

  /** The next weights of the tensor, in row-major order. */
  add(values: Float32Array): void {
    const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
    const { columns } = this.#layout;
    let row = Math.floor(this.#seen / columns);
    let column = this.#seen % columns;
    let rowNnz = 0;
    for (let i = 0; i < bits.length; i++) {
      const key = bits[i] & 0x7fffffff;
      if (key !== 0) {
        rowNnz++;
        this.#columnNnz[column]++;
        if (key < 0x7f800000) this.#magnitudes[key >>> 21]++;
        else if (key === 0x7f800000) this.#infinite++;
        else this.#nan++;
      }
      if (++column === columns) {
        this.#rowNnz[row++] += rowNnz;
        this.#nnz += rowNnz;
        rowNnz = 0;
        column = 0;
      }
    }
    if (rowNnz > 0) {
      this.#rowNnz[row] += rowNnz;
      this.#nnz += rowNnz;
    }
    this.#seen += values.length;
  }

  /** @throws Error unless every weight has been added exactly once */
  finish(): TensorStatistics {
    if (this.#seen !== this.size) throw new Error(`${this.#seen} of ${this.size} weights were added.`);
    return {
      size: this.size,
      nnz: this.#nnz,
      sparsity: this.size === 0 ? 0 : (this.size - this.#nnz) / this.size,
      nan: this.#nan,
      infinite: this.#infinite,
      dead: {
        rows: countZeros(this.#rowNnz),
        columns: countZeros(this.#columnNnz),
        inputs: countZeros(this.#inputNnz()),
      },
      rowNnz: this.#rowNnz,
      columnNnz: this.#columnNnz,
      magnitudes: this.#magnitudes,
    };
  }

  /** Non-zeros that read each input channel. */
  #inputNnz(): Uint32Array {
    const { inputs, columns, depthwise } = this.#layout;
    const sums = new Uint32Array(inputs);
    if (depthwise) {
      const multiplier = columns / inputs;
      this.#columnNnz.forEach((nnz, column) => {
        sums[Math.floor(column / multiplier)] += nnz;
      });
    } else {
      this.#rowNnz.forEach((nnz, row) => {
        sums[row % inputs] += nnz;
      });
    }
    return sums;
  }
}

function countZeros(counts: Uint32Array): number {
  let zeros = 0;
  for (const count of counts) if (count === 0) zeros++;
  return zeros;
}

/** Statistics of a tensor that is in memory whole. */
export function tensorStatistics(values: Float32Array, shape: readonly number[], role?: string): TensorStatistics {
  const collector = new StatisticsCollector(shape, role);
  collector.add(values);
  return collector.finish();
}

/** Pruned weights that are not zero: 0 in a healthy network. */
export function countLeaks(values: Float32Array, prunedAt: Uint16Array): number {
  let leaks = 0;
  for (let i = 0; i < values.length; i++) if (prunedAt[i] !== 0 && values[i] !== 0) leaks++;
  return leaks;
}
