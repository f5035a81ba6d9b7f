import type { OptimizerSettings } from "../../../../recipes/recipe.ts";
import type { NetworkSetup } from "../../engine.ts";
import type { AssembledModel } from "../../tfjs/assembledModel.ts";
import { penaltiesOf, slotsOf } from "../../tfjs/updateRule.ts";
import { Graph, type GraphNode, type Output, type Variable } from "../graph/graph.ts";
import type { Signature } from "../graph/savedModel.ts";
import { declaredPenalties, type Penalties } from "./declaredPenalties.ts";
import { type Targets, writeInputs, writeTargets } from "./examples.ts";
import { clipped, withPenalties } from "./gradients.ts";
import { judgeAll } from "./jointObjective.ts";
import type { MovingStatistics } from "./movingStatistics.ts";
import { UncompiledLayer, writeNetwork } from "./network.ts";
import type { Judgement } from "./objective.ts";
import { createUpdateWriter, type UpdateRequest, type UpdateWriter } from "./updates.ts";
import { giveAccess, type WeightAccess } from "./weightAccess.ts";

/** A weight that learns. */
export interface CompiledLearner {
  /** Fetched to multiply it by its mask once it is updated. */
  readonly masked: Output;
  readonly mask: { readonly input: Output; readonly written: Output };
  /** What the optimizer keeps of it, by slot. */
  readonly slots: ReadonlyMap<string, WeightAccess>;
}

/** Moving statistics on their way to being the mean over batches. */
export interface CompiledStatistics {
  /** Of the tensors that hold them. */
  readonly names: readonly string[];
  /** float32, []: how far they move towards this batch's. */
  readonly share: Output;
  readonly averaged: Output;
}

/** A network's masked training as one graph of TensorFlow. */
export interface CompiledTraining {
  readonly graph: Graph;
  /** Rows of all inputs. */
  readonly inputs: Output;
  readonly targets: Targets;
  /** int32, [2]: the run's seed and the step. */
  readonly seed: Output;
  readonly train: Judgement;
  /** Fetched for all that a step changes but masks: one fetch, since each costs as much as a small operation. */
  readonly updated: Output;
  /** Moving statistics of batch normalisations that learn, and how they become means over batches. */
  readonly statistics: CompiledStatistics;
  readonly evaluate: Judgement;
  /** What each output is, without learning. */
  readonly answers: readonly Output[];
  readonly weights: ReadonlyMap<string, WeightAccess>;
  readonly learners: ReadonlyMap<string, CompiledLearner>;
  readonly update: UpdateWriter;
}

/**
 * Compiles a network's training: its operations, their gradients, the optimizer's updates and the masks.
 *
 * @throws UncompiledLayer for a layer that has no translation
 */
export function compileTraining(assembled: AssembledModel, setup: NetworkSetup): CompiledTraining {
  const graph = new Graph();
  const { model, outputs, goals, weights } = assembled;
  const inputs = writeInputs(
    graph,
    model.inputs.map(({ shape }) => shape.slice(1)),
  );
  const targets = writeTargets(graph, goals, outputs);
  const seed = graph.placeholder("seed", [2], "int32");
  const variables = new Map(weights.map(({ name, shape }) => [name, graph.variable(name, shape)]));

  const shared = { graph, assembled, inputs: inputs.parts, variables, seed };
  const { answers } = writeNetwork({ ...shared, training: false });
  const evaluate = judgeAll(graph, goals, answers, targets.parts);
  const training = writeNetwork({ ...shared, training: true });
  const train = judgeAll(graph, goals, training.answers, targets.parts);
  const gradientOf = graph.tape.gradients(graph, train.loss, graph.scalar(1));

  const update = createUpdateWriter(graph, setup.optimizer);
  const penalties = declaredBy(assembled);
  const gradients = new Map(
    [...training.weights].map(([name, value]) => {
      const declared = penalties.get(name) as Penalties;
      const { l1, l2 } = penaltiesOf(setup.optimizer, value.shape as readonly number[]);
      const gradient = gradientOf(value) ?? zerosLike(graph, value);
      return [name, withPenalties(graph, gradient, value, { l1: declared.l1 + l1, l2: declared.l2 + l2 })];
    }),
  );
  const learners = new Map<string, CompiledLearner>();
  const changes: GraphNode[] = [...training.statistics.steps];
  for (const [name, gradient] of clipped(graph, setup.optimizer, gradients)) {
    const variable = variables.get(name) as Variable;
    const value = training.weights.get(name) as Output;
    const { learner, applied } = writeLearner(graph, { variable, value, gradient }, setup.optimizer, update);
    learners.set(name, learner);
    changes.push(...applied);
  }
  const updated = graph.done(changes, "updated");
  const statistics = writeStatistics(graph, training.statistics, variables);
  const access = new Map([...variables].map(([name, variable]) => [name, giveAccess(graph, variable)]));
  return {
    graph,
    inputs: inputs.given,
    targets,
    seed,
    train,
    updated,
    statistics,
    evaluate,
    answers,
    weights: access,
    learners,
    update,
  };
}

/** What a graph can be asked for, as its SavedModel names it. */
export function signaturesOf(training: CompiledTraining): Record<string, Signature> {
  const { inputs, targets, seed, updated, statistics, weights, learners, update } = training;
  const examples = { inputs, targets: targets.given };
  const scalars = [...update.scalars(0, 0).keys()].map((output) => [output.node.name, output] as const);
  const named = <Value>(entries: Iterable<[string, Value]>, pick: (value: Value) => Output) =>
    Object.fromEntries([...entries].map(([name, value]) => [name, pick(value)]));
  return {
    train: {
      inputs: { ...examples, seed, ...Object.fromEntries(scalars) },
      outputs: { ...judgementOutputs(training.train), updated, ...named(learners, ({ masked }) => masked) },
    },
    statistics: { inputs: { inputs, seed, share: statistics.share }, outputs: { averaged: statistics.averaged } },
    evaluate: { inputs: examples, outputs: judgementOutputs(training.evaluate) },
    answer: { inputs: { inputs }, outputs: Object.fromEntries(training.answers.map((one, i) => [`answer${i}`, one])) },
    read: { inputs: {}, outputs: named(weights, ({ value }) => value) },
    write: { inputs: named(weights, ({ input }) => input), outputs: named(weights, ({ written }) => written) },
    mask: { inputs: named(learners, ({ mask }) => mask.input), outputs: named(learners, ({ mask }) => mask.written) },
  };
}

function writeStatistics(
  graph: Graph,
  statistics: MovingStatistics,
  variables: ReadonlyMap<string, Variable>,
): CompiledStatistics {
  const moving = statistics.variables;
  const share = graph.placeholder("statistics/share", []);
  return {
    names: [...variables].filter(([, variable]) => moving.has(variable)).map(([name]) => name),
    share,
    averaged: graph.done(statistics.writeMean(share), "statistics/averaged"),
  };
}

function judgementOutputs({ loss, correct }: Judgement): Record<string, Output> {
  return correct ? { loss, correct } : { loss };
}

function writeLearner(
  graph: Graph,
  request: Pick<UpdateRequest, "variable" | "value" | "gradient">,
  settings: OptimizerSettings,
  update: UpdateWriter,
): { readonly learner: CompiledLearner; readonly applied: readonly GraphNode[] } {
  const { variable } = request;
  const { name, shape } = variable;
  const slots = new Map(slotsOf(settings).map((slot) => [slot, graph.variable(`${name}/${slot}`, shape)]));
  const { weightDecay } = penaltiesOf(settings, shape);
  const applied = update.write({ ...request, slots: [...slots.values()], weightDecay });
  const mask = graph.variable(`${name}/mask`, shape);
  const given = graph.placeholder(`${name}/mask/input`, shape);
  const copied = graph.output("DeepCopy", [given], { T: { type: "float32" } }, shape);
  const stored = graph.assign(mask, copied);
  const learner: CompiledLearner = {
    masked: graph.done([cut(graph, variable, graph.read(mask), applied)], `${name}/masked`),
    mask: { input: given, written: graph.done([stored, cut(graph, variable, copied, [])], `${name}/mask/written`) },
    slots: new Map([...slots].map(([slot, holder]) => [slot, giveAccess(graph, holder)])),
  };
  return { learner, applied };
}

/** w ← w · mask. Unlike a product, this is +0 wherever the mask is 0, whatever w is. */
function cut(graph: Graph, variable: Variable, mask: Output, after: readonly GraphNode[]): GraphNode {
  const current = graph.read(variable, { after });
  const kept = graph.output("MulNoNan", [current, mask], { T: { type: "float32" } }, variable.shape);
  return graph.assign(variable, kept);
}

function zerosLike(graph: Graph, value: Output): Output {
  return graph.output("ZerosLike", [value], { T: { type: "float32" } }, value.shape);
}

/** What the layers' own configurations penalise, by the names of weights. */
function declaredBy({ layers, weights }: AssembledModel): ReadonlyMap<string, Penalties> {
  const configs = new Map(layers.map(({ path, layer }) => [path, layer.getConfig()]));
  return new Map(
    weights.map(({ name, layer, className, role }) => {
      const declared = declaredPenalties(configs.get(layer), role);
      if (!declared) throw new UncompiledLayer(layer, className, `its regularizer of ${role} is of an unknown kind`);
      return [name, declared];
    }),
  );
}
