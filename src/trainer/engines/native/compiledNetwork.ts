import { sizeOf, type WeightTensor } from "../../../pruning/tensor.ts";
import { type Batch, type BatchResult, EngineError, type Network, type Port, statisticsStream } from "../engine.ts";
import type { Output } from "./graph/graph.ts";
import type { Feed, Session } from "./session.ts";
import type { CompiledTraining } from "./training/compile.ts";
import type { Judgement } from "./training/objective.ts";
import type { WeightAccess } from "./training/weightAccess.ts";

/** What is known of the network beside its graph. */
export interface NetworkDescription {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly tensors: readonly WeightTensor[];
  readonly seed: number;
}

/**
 * A network whose masked training step is one run of a graph. What is written waits until something needs it, so that
 * many tensors are one run; what is read is kept until something changes it.
 */
export class CompiledNetwork implements Network {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly tensors: readonly WeightTensor[];
  readonly mode = "compiled";
  readonly #training: CompiledTraining;
  readonly #session: Session;
  readonly #seed: number;
  readonly #masked = new Set<string>();
  #trainFetches: readonly Output[] = [];
  /** By the names of tensors and of the optimizer's. */
  #waiting = new Map<string, { readonly feed: Feed; readonly written: Output }>();
  #values: ReadonlyMap<string, Float32Array> | undefined;

  constructor(training: CompiledTraining, session: Session, description: NetworkDescription) {
    this.#training = training;
    this.#session = session;
    this.#seed = description.seed;
    this.inputs = description.inputs;
    this.outputs = description.outputs;
    this.tensors = description.tensors;
    for (const [name, slot] of this.#slots()) this.#write(name, slot, zeros(slot));
    this.#chooseFetches();
  }

  step(batch: Batch, step: number, learningRate: number): BatchResult {
    this.#flush();
    const { seed, train, update } = this.#training;
    const scalars = [...update.scalars(step, learningRate)].map(
      ([input, value]): Feed => ({ input, shape: [], values: Float32Array.of(value) }),
    );
    const noise: Feed = { input: seed, shape: [2], values: Int32Array.of(this.#seed, step) };
    this.#values = undefined;
    return this.#judged(train, [...this.#examples(batch), noise, ...scalars], this.#trainFetches, batch.size);
  }

  evaluate(batch: Batch): BatchResult {
    this.#flush();
    const { evaluate } = this.#training;
    return this.#judged(evaluate, this.#examples(batch), judgementFetches(evaluate), batch.size);
  }

  answer({ inputs: values }: Pick<Batch, "size" | "inputs">): readonly Float32Array[] {
    this.#flush();
    const { inputs, answers } = this.#training;
    return this.#session.run([{ input: inputs, shape: rowsOf(inputs, values), values }], answers) as Float32Array[];
  }

  averageStatistics({ inputs: values }: Batch, earlier: number): void {
    const { inputs, seed, statistics, weights } = this.#training;
    if (earlier === 0) for (const name of statistics.names) this.write(name, zeros(weights.get(name) as WeightAccess));
    this.#flush();
    this.#values = undefined;
    const feeds: Feed[] = [
      { input: inputs, shape: rowsOf(inputs, values), values },
      { input: seed, shape: [2], values: Int32Array.of(this.#seed, statisticsStream(earlier)) },
      { input: statistics.share, shape: [], values: Float32Array.of(1 / (earlier + 1)) },
    ];
    this.#session.run(feeds, [statistics.averaged], 0);
  }

  read(tensor: string): Float32Array {
    this.#flush();
    this.#values ??= this.#readAll(this.#training.weights);
    const values = this.#values.get(tensor);
    if (!values) throw unknownTensor(tensor);
    return values;
  }

  write(tensor: string, values: Float32Array): void {
    const access = this.#training.weights.get(tensor);
    if (!access) throw unknownTensor(tensor);
    this.#write(tensor, access, values);
  }

  setMask(tensor: string, mask: Float32Array): void {
    const learner = this.#training.learners.get(tensor);
    if (!learner) {
      this.#cutFrozen(tensor, mask);
      return;
    }
    const { input, written } = learner.mask;
    this.#wait(tensor, { input, shape: input.shape as readonly number[], values: mask.slice() }, written);
    if (this.#masked.has(tensor)) return;
    this.#masked.add(tensor);
    this.#chooseFetches();
  }

  /** The update has multiplied by the masks already. */
  applyMasks(): void {}

  saveOptimizer(): ReadonlyMap<string, Float32Array> {
    this.#flush();
    return this.#readAll(this.#slots());
  }

  restoreOptimizer(state: ReadonlyMap<string, Float32Array>): void {
    for (const [key, slot] of this.#slots()) {
      const values = state.get(key);
      if (values?.length !== zeros(slot).length) {
        throw new EngineError(`The checkpoint has no fitting optimizer state ${key}.`);
      }
      this.#write(key, slot, values);
    }
  }

  dispose(): void {
    this.#session.close();
  }

  #examples({ size, inputs, targets }: Batch): Feed[] {
    const { given, shares } = this.#training.targets;
    // Rows of class shares take the place of what would be made of class indices.
    const input = shares && targets.length > size ? shares : given;
    return [
      { input: this.#training.inputs, shape: rowsOf(this.#training.inputs, inputs), values: inputs },
      { input, shape: rowsOf(input, targets), values: targets },
    ];
  }

  #judged(judgement: Judgement, feeds: readonly Feed[], fetches: readonly Output[], size: number): BatchResult {
    const kept = judgementFetches(judgement).length;
    const [loss, correct] = this.#session.run(feeds, fetches, kept);
    return { lossSum: loss[0] * size, correct: correct?.[0], size };
  }

  #chooseFetches(): void {
    const { train, updated, learners } = this.#training;
    const masked = [...learners].filter(([name]) => this.#masked.has(name)).map(([, learner]) => learner.masked);
    this.#trainFetches = [...judgementFetches(train), updated, ...masked];
  }

  /** What does not learn needs its mask but once. */
  #cutFrozen(tensor: string, mask: Float32Array): void {
    this.write(
      tensor,
      this.read(tensor).map((value, i) => (mask[i] === 0 ? 0 : value)),
    );
  }

  #write(name: string, { input, written, variable }: WeightAccess, values: Float32Array): void {
    this.#wait(name, { input, shape: variable.shape, values: values.slice() }, written);
  }

  #wait(name: string, feed: Feed, written: Output): void {
    // Changes of one variable happen in their order.
    if (this.#waiting.has(name)) this.#flush();
    this.#waiting.set(name, { feed, written });
    this.#values = undefined;
  }

  #flush(): void {
    if (this.#waiting.size === 0) return;
    const waiting = [...this.#waiting.values()];
    this.#waiting = new Map();
    this.#session.run(
      waiting.map(({ feed }) => feed),
      waiting.map(({ written }) => written),
      0,
    );
  }

  #readAll(access: ReadonlyMap<string, WeightAccess>): ReadonlyMap<string, Float32Array> {
    if (access.size === 0) return new Map();
    const names = [...access.keys()];
    const values = this.#session.run(
      [],
      [...access.values()].map(({ value }) => value),
    );
    return new Map(names.map((name, i) => [name, values[i] as Float32Array]));
  }

  #slots(): ReadonlyMap<string, WeightAccess> {
    return new Map(
      [...this.#training.learners].flatMap(([name, { slots }]) =>
        [...slots].map(([slot, access]) => [`${name}/${slot}`, access] as const),
      ),
    );
  }
}

/** The shape of these numbers, row by row, as the input takes them. */
function rowsOf({ shape }: Output, values: Float32Array): number[] {
  const row = shape.slice(1) as readonly number[];
  return [values.length / sizeOf(row), ...row];
}

function judgementFetches({ loss, correct }: Judgement): Output[] {
  return correct ? [loss, correct] : [loss];
}

function zeros({ variable }: WeightAccess): Float32Array {
  return new Float32Array(sizeOf(variable.shape));
}

function unknownTensor(tensor: string): EngineError {
  return new EngineError(`The network has no tensor ${tensor}.`);
}
