import type { OptimizerSettings } from "../../../../recipes/recipe.ts";
import { raw, rawUnary } from "../graph/elementwise.ts";
import type { Graph, GraphNode, Output, Variable } from "../graph/graph.ts";

/** What an update has to do with: a variable, its gradient, and what the optimizer keeps of it. */
export interface UpdateRequest {
  readonly variable: Variable;
  /** Its value before the step. */
  readonly value: Output;
  /** Penalties included, and clipped. */
  readonly gradient: Output;
  /** In the order of `slotsOf`. */
  readonly slots: readonly Variable[];
  /** Subtracts learningRate · weightDecay · w. */
  readonly weightDecay: number;
}

/** How an optimizer changes a variable: the same numbers as `createComposedUpdate` of the tfjs engines. */
export interface UpdateWriter {
  /** @returns the nodes that change variables */
  write(request: UpdateRequest): readonly GraphNode[];
  /** Numbers that differ from step to step, by the placeholders they are fed into. */
  scalars(step: number, learningRate: number): ReadonlyMap<Output, number>;
}

const float = { T: { type: "float32" } } as const;
const unlocked = { ...float, use_locking: { bool: false } } as const;
const floatVariable = { dtype: { type: "float32" } } as const;

export function createUpdateWriter(graph: Graph, settings: OptimizerSettings): UpdateWriter {
  const rate = graph.placeholder("learningRate", []);
  switch (settings.type) {
    case "sgd":
      return descent(graph, rate);
    case "momentum":
      return momentum(graph, rate, settings);
    case "adam":
    case "adamw":
      return adam(graph, rate, settings);
    case "rmsprop":
      return rmsprop(graph, rate, settings);
  }
}

type Settings<Type extends OptimizerSettings["type"]> = Extract<OptimizerSettings, { type: Type }>;

function descent(graph: Graph, rate: Output): UpdateWriter {
  return {
    write: ({ variable, gradient }) => [
      graph.node("ResourceApplyGradientDescent", [variable.handle, rate, gradient], unlocked),
    ],
    scalars: (_, learningRate) => new Map([[rate, learningRate]]),
  };
}

/** m ← μ m + g; w ← w − η m, or with Nesterov w ← w − η (g + μ m). */
function momentum(graph: Graph, rate: Output, settings: Settings<"momentum">): UpdateWriter {
  const attributes = { ...unlocked, use_nesterov: { bool: settings.nesterov } } as const;
  return {
    write: ({ variable, gradient, slots: [slot] }) => {
      const inputs = [variable.handle, slot.handle, rate, gradient, graph.scalar(settings.momentum)];
      return [graph.node("ResourceApplyMomentum", inputs, attributes)];
    },
    scalars: (_, learningRate) => new Map([[rate, learningRate]]),
  };
}

/**
 * Kingma & Ba 2014 (arXiv 1412.6980), algorithm 1; with weight decay Loshchilov & Hutter 2017 (arXiv 1711.05101).
 * TensorFlow's operation adds ε to √v before v is corrected, so it is given ε √(1 − β₂ᵗ), which makes it the same.
 */
function adam(graph: Graph, rate: Output, { beta1, beta2, epsilon }: Settings<"adam" | "adamw">): UpdateWriter {
  const power1 = graph.placeholder("beta1Power", []);
  const power2 = graph.placeholder("beta2Power", []);
  const correctedEpsilon = graph.placeholder("epsilon", []);
  const attributes = { ...unlocked, use_nesterov: { bool: false } } as const;
  return {
    write: ({ variable, value, gradient, slots: [m, v], weightDecay }) => {
      const betas = [graph.scalar(beta1), graph.scalar(beta2), correctedEpsilon];
      const inputs = [variable.handle, m.handle, v.handle, power1, power2, rate, ...betas, gradient];
      if (weightDecay === 0) return [graph.node("ResourceApplyAdam", inputs, attributes)];
      const decay = raw(graph, "Mul", value, raw(graph, "Mul", rate, graph.scalar(weightDecay)));
      const after = [graph.node("AssignSubVariableOp", [variable.handle, decay], floatVariable)];
      return [graph.node("ResourceApplyAdam", inputs, attributes, { after })];
    },
    scalars: (step, learningRate) => {
      const [first, second] = [beta1 ** (step + 1), beta2 ** (step + 1)];
      return new Map([
        [rate, learningRate],
        [power1, first],
        [power2, second],
        [correctedEpsilon, epsilon * Math.sqrt(1 - second)],
      ]);
    },
  };
}

/** v ← ρ v + (1 − ρ) g²; d = η g / √(v + ε); w ← w − d, or with momentum m ← μ m + d; w ← w − m. */
function rmsprop(graph: Graph, rate: Output, { rho, epsilon, momentum }: Settings<"rmsprop">): UpdateWriter {
  const times = (x: Output, factor: number) => raw(graph, "Mul", x, graph.scalar(factor));
  return {
    write: ({ variable, gradient, slots: [average, moment = undefined] }) => {
      const squares = rawUnary(graph, "Square", gradient);
      const v = raw(graph, "AddV2", times(graph.read(average), rho), times(squares, 1 - rho));
      const root = rawUnary(graph, "Sqrt", raw(graph, "AddV2", v, graph.scalar(epsilon)));
      const scaled = raw(graph, "RealDiv", raw(graph, "Mul", gradient, rate), root);
      const change = moment ? raw(graph, "AddV2", times(graph.read(moment), momentum), scaled) : scaled;
      return [
        graph.assign(average, v),
        ...(moment ? [graph.assign(moment, change)] : []),
        graph.node("AssignSubVariableOp", [variable.handle, change], floatVariable),
      ];
    },
    scalars: (_, learningRate) => new Map([[rate, learningRate]]),
  };
}
