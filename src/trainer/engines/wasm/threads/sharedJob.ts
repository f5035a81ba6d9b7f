/** A kernel as threads call it: with its own arguments, then first, end and scratch. */
export type PartKernel = (...numbers: number[]) => void;

/** A range of work, to be computed in pieces. */
export interface Job {
  /** Which kernel, by its place in the list that all threads have. */
  readonly kernel: number;
  readonly arguments: readonly number[];
  /** The range is 0 to `total`: rows, images, numbers. */
  readonly total: number;
  /** Pieces begin at multiples of this. */
  readonly grain: number;
  /** Up to 255. */
  readonly pieces: number;
  /** That of thread i is at scratch + i · scratchBytes. */
  readonly scratch: number;
  readonly scratchBytes: number;
}

/** Places in the shared integers. */
const at = { ticket: 0, done: 1, sleepers: 2, failed: 3 };
const integerBytes = 64;
/** The job is in floats, for pointers above 2 GiB are no int32: kernel, total, grain, pieces, scratch, arguments. */
const jobBytes = 256;
/** Behind it, for each thread, the least time that one of its pieces took, in milliseconds a unit of the range. */
const mostThreads = 8;

/** A ticket holds the number of its job, and in the last byte how many of its pieces are still to be taken. */
const piecesMask = 0xff;
const jobStep = 0x100;

/**
 * How long threads stay awake, in milliseconds: for the next job longer than most pauses in a step, for waking one up
 * takes both of them a while; for the end of a job less, for the others may need this thread's processor core.
 */
const awake = { forJob: 0.5, forEnd: 0.1 };

/**
 * The one job that threads work on together, in memory that they share.
 *
 * Whoever takes a piece lowers the ticket, which succeeds only if it has not changed since the job was read. A thread
 * that is late finds nothing left to do, and nobody waits for it.
 */
export class SharedJob {
  readonly memory: SharedArrayBuffer;
  readonly #integers: Int32Array;
  readonly #numbers: Float64Array;
  readonly #paces: Float64Array;

  constructor(memory = new SharedArrayBuffer(integerBytes + jobBytes + mostThreads * 8)) {
    this.memory = memory;
    this.#integers = new Int32Array(memory, 0, integerBytes / 4);
    this.#numbers = new Float64Array(memory, integerBytes, jobBytes / 8);
    this.#paces = new Float64Array(memory, integerBytes + jobBytes);
  }

  /** Offers a job to all threads. The one before must be finished: so nobody can take a piece while this writes. */
  offer({ kernel, total, grain, pieces, scratch, scratchBytes, arguments: own }: Job): void {
    const numbers = [kernel, total, grain, pieces, scratch, scratchBytes, own.length, ...own];
    for (let i = 0; i < numbers.length; i++) this.#numbers[i] = numbers[i];
    this.#paces.fill(Number.POSITIVE_INFINITY);
    Atomics.store(this.#integers, at.done, 0);
    const number = (this.#integers[at.ticket] & ~piecesMask) + jobStep;
    Atomics.store(this.#integers, at.ticket, number | pieces);
    this.#wake(at.ticket);
  }

  /** Takes pieces of the job and computes them, until none is left. */
  help(kernels: readonly PartKernel[], thread: number): void {
    for (;;) {
      const ticket = Atomics.load(this.#integers, at.ticket);
      const left = ticket & piecesMask;
      if (left === 0) return;
      const job = this.#read();
      if (Atomics.compareExchange(this.#integers, at.ticket, ticket, ticket - 1) !== ticket) continue;
      try {
        const started = performance.now();
        const units = computePiece(kernels, job, left - 1, thread);
        this.#paces[thread] = Math.min(this.#paces[thread], (performance.now() - started) / units);
      } catch (error) {
        Atomics.store(this.#integers, at.failed, 1);
        throw error;
      } finally {
        Atomics.add(this.#integers, at.done, 1);
        this.#wake(at.done);
      }
    }
  }

  /** Waits until all pieces are computed, by whoever took them. @returns whether all threads came through */
  finish(pieces: number): boolean {
    this.#waitWhile(at.done, awake.forEnd, (done) => done < pieces);
    return Atomics.load(this.#integers, at.failed) === 0;
  }

  /** Milliseconds that one thread alone would have taken for the whole of the job that is finished, undisturbed. */
  timeAlone(): number {
    return this.#numbers[1] * Math.min(...this.#paces);
  }

  /** Waits until there is something to do. */
  waitForPieces(): void {
    this.#waitWhile(at.ticket, awake.forJob, (ticket) => (ticket & piecesMask) === 0);
  }

  #read(): Job {
    const numbers = this.#numbers;
    const own: number[] = [];
    for (let i = 0; i < numbers[6]; i++) own.push(numbers[7 + i]);
    return {
      kernel: numbers[0],
      total: numbers[1],
      grain: numbers[2],
      pieces: numbers[3],
      scratch: numbers[4],
      scratchBytes: numbers[5],
      arguments: own,
    };
  }

  #waitWhile(place: number, milliseconds: number, waits: (value: number) => boolean): void {
    const integers = this.#integers;
    for (let until = 0; until === 0 || performance.now() < until; until ||= performance.now() + milliseconds) {
      for (let i = 0; i < 100; i++) if (!waits(Atomics.load(integers, place))) return;
    }
    Atomics.add(integers, at.sleepers, 1);
    for (let value = Atomics.load(integers, place); waits(value); value = Atomics.load(integers, place)) {
      Atomics.wait(integers, place, value);
    }
    Atomics.sub(integers, at.sleepers, 1);
  }

  #wake(place: number): void {
    if (Atomics.load(this.#integers, at.sleepers) > 0) Atomics.notify(this.#integers, place);
  }
}

/** Pieces are alike in size, but for what is left over. @returns how much of the range it was */
function computePiece(kernels: readonly PartKernel[], job: Job, piece: number, thread: number): number {
  const { total, grain, pieces } = job;
  const grains = Math.ceil(total / grain);
  const first = Math.floor((grains * piece) / pieces) * grain;
  const end = Math.min(total, Math.floor((grains * (piece + 1)) / pieces) * grain);
  kernels[job.kernel](...job.arguments, first, end, job.scratch + thread * job.scratchBytes);
  return end - first;
}
