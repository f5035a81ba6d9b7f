import type { Cells } from "../heatmap/cells.ts";
import { levelDomain } from "../heatmap/levels.ts";
import { ModelFileError, type StoredTensor } from "../models/modelFile.ts";
import type { InspectedFile, InspectedRun } from "../protocol/maskInspector.ts";
import { type CellRequest, type TensorValues, wholeTensorLimit } from "../protocol/tensorViews.ts";
import { matrixLayout } from "../pruning/matrixLayout.ts";
import type { TensorStatistics } from "../pruning/statistics.ts";
import { sizeOf } from "../pruning/tensor.ts";
import type { MaskReader } from "./maskReader.ts";
import { pieces } from "./pieces.ts";
import { readCells } from "./readCells.ts";
import type { ElementRange, TensorFile } from "./tensorFile.ts";
import { readStatistics } from "./tensorStatistics.ts";

/** What a subject is made of. */
export interface SubjectParts {
  /** For a person. */
  readonly title: string;
  readonly weights: TensorFile;
  /** Undefined without a mask history. */
  readonly masks: MaskReader | undefined;
  readonly run: InspectedRun | null;
  /** Beside those of the weights' file. */
  readonly warnings: readonly string[];
}

/** Something whose tensors can be looked at: a model file, a run, masks. As it was on the disk when it was opened. */
export class Subject {
  readonly file: InspectedFile;
  readonly #weights: TensorFile;
  readonly #masks: MaskReader | undefined;
  readonly #tensors: ReadonlyMap<string, StoredTensor>;
  readonly #statistics = new Map<string, Promise<TensorStatistics>>();
  readonly #outdated = new AbortController();

  constructor({ title, weights, masks, run, warnings }: SubjectParts) {
    this.#weights = weights;
    this.#masks = masks;
    this.#tensors = new Map(weights.tensors.map((tensor) => [tensor.name, tensor]));
    this.file = {
      title,
      format: weights.format,
      fileBytes: weights.bytes,
      tensors: weights.tensors.map(({ name, layer, className, role, shape, dtype, bytes }) => {
        const size = sizeOf(shape);
        return { name, layer, className, role, shape, dtype, bytes, size, pruned: masks?.sizeOf(name) === size };
      }),
      warnings: [...weights.warnings, ...warnings, ...misfits(weights, masks)],
      run,
      network: weights.network ?? null,
    };
  }

  /** @throws ModelFileError that names the file and the tensor */
  async values(name: string): Promise<TensorValues> {
    const tensor = this.#tensor(name);
    const size = sizeOf(tensor.shape);
    const masks = this.#masksOf(tensor);
    const events = masks?.events ?? 0;
    if (size > wholeTensorLimit) return { kind: "windowed", masked: masks !== undefined, events };
    const whole = { start: 0, end: size };
    const weights = await this.#weights.read(name, whole);
    const prunedAt = masks ? await masks.read(name, whole) : null;
    return { kind: "whole", weights, prunedAt, events };
  }

  /** @throws ModelFileError that names the file and the tensor */
  async cells({ tensor: name, window, event }: CellRequest): Promise<Cells> {
    const tensor = this.#tensor(name);
    const masks = this.#masksOf(tensor);
    const { magnitudes } = await this.statistics(name);
    const { rows, columns } = matrixLayout(tensor.shape, tensor.role);
    return readCells(
      {
        rows,
        columns,
        domain: levelDomain(magnitudes),
        weights: (range) => this.#read(tensor, range),
        prunedAt: masks ? (range) => masks.read(name, range) : null,
      },
      window,
      event,
    );
  }

  /**
   * Values as the file has them, whatever the masks say.
   *
   * @throws ModelFileError that names the file and the tensor
   */
  async read(name: string, range: ElementRange): Promise<Float32Array> {
    return this.#read(this.#tensor(name), range);
  }

  /** Reads the tensor through the first time. */
  statistics(name: string): Promise<TensorStatistics> {
    const known = this.#statistics.get(name);
    if (known) return known;
    const statistics = this.#readThrough(name);
    this.#statistics.set(name, statistics);
    // Whoever asks again may be luckier.
    statistics.catch(() => this.#statistics.delete(name));
    return statistics;
  }

  /** Ends long readings, since what they would give no longer holds. */
  outdate(): void {
    this.#outdated.abort(new ModelFileError(`${this.#weights.path} has changed on disk while it was read.`));
  }

  async close(): Promise<void> {
    this.outdate();
    await Promise.all([this.#weights.close(), this.#masks?.close()]);
  }

  #tensor(name: string): StoredTensor {
    const tensor = this.#tensors.get(name);
    if (!tensor) throw new ModelFileError(`There is no tensor ${name} in ${this.#weights.path}.`);
    return tensor;
  }

  async #readThrough(name: string): Promise<TensorStatistics> {
    const read = (range: ElementRange) => this.#weights.read(name, range);
    return readStatistics(this.#tensor(name), read, this.#outdated.signal);
  }

  #masksOf({ name, shape }: StoredTensor): MaskReader | undefined {
    return this.#masks?.sizeOf(name) === sizeOf(shape) ? this.#masks : undefined;
  }

  async #read({ name, shape }: StoredTensor, range: ElementRange): Promise<Float32Array> {
    this.#outdated.signal.throwIfAborted();
    const parts = [...pieces(shape, range)];
    if (parts.length <= 1) return this.#weights.read(name, range);
    const values = new Float32Array(range.end - range.start);
    for (const part of parts) values.set(await this.#weights.read(name, part), part.start - range.start);
    return values;
  }
}

/** Tensors whose masks are those of another tensor. */
function misfits({ tensors, path }: TensorFile, masks: MaskReader | undefined): string[] {
  const wrong = tensors.filter(({ name, shape }) => {
    const size = masks?.sizeOf(name);
    return size !== undefined && size !== sizeOf(shape);
  });
  if (wrong.length === 0) return [];
  const names = wrong.map(({ name }) => name).join(", ");
  return [`The run's masks of ${names} have another size than the weights in ${path}, and are left out.`];
}
