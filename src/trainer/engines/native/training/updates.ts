import type { OptimizerSettings } from "../../../../recipes/recipe.ts";
import { raw, rawUnary } from "../graph/elementwise.ts";
import type { Graph, GraphNode, Output, Variable } from "../graph/graph.ts";

/** How an optimizer changes a variable, in one operation of TensorFlow. */
export interface UpdateWriter {
  /** Names of the tensors it keeps per variable, as in the tfjs engines: checkpoints go from one to the other. */
  readonly slots: readonly string[];
  /** @param gradient of the variable's shape, penalties included */
  write(variable: Variable, slots: readonly Variable[], gradient: Output): GraphNode;
  /** Numbers that differ from step to step, by the placeholders they are fed into. */
  scalars(step: number, learningRate: number): ReadonlyMap<Output, number>;
}

const float = { T: { type: "float32" } } as const;
const unlocked = { ...float, use_locking: { bool: false } } as const;

export function createUpdateWriter(graph: Graph, settings: OptimizerSettings): UpdateWriter {
  switch (settings.type) {
    case "sgd":
      return descent(graph);
    case "momentum":
      return momentum(graph, settings);
    case "adam":
      return adam(graph, settings);
  }
}

type Settings<Type extends OptimizerSettings["type"]> = Extract<OptimizerSettings, { type: Type }>;

function descent(graph: Graph): UpdateWriter {
  const rate = graph.placeholder("learningRate", []);
  return {
    slots: [],
    write: ({ handle, name }, _, gradient) =>
      graph.node("ResourceApplyGradientDescent", [handle, rate, gradient], unlocked, { name: `${name}/apply` }),
    scalars: (_, learningRate) => new Map([[rate, learningRate]]),
  };
}

/** m ← μ m + g; w ← w − η m, or with Nesterov w ← w − η (g + μ m). */
function momentum(graph: Graph, settings: Settings<"momentum">): UpdateWriter {
  const rate = graph.placeholder("learningRate", []);
  const attributes = { ...unlocked, use_nesterov: { bool: settings.nesterov } } as const;
  return {
    slots: ["momentum"],
    write: ({ handle, name }, [slot], gradient) => {
      const inputs = [handle, slot.handle, rate, gradient, graph.scalar(settings.momentum)];
      return graph.node("ResourceApplyMomentum", inputs, attributes, { name: `${name}/apply` });
    },
    scalars: (_, learningRate) => new Map([[rate, learningRate]]),
  };
}

/**
 * Kingma & Ba 2014 (arXiv 1412.6980), algorithm 1. TensorFlow's operation divides by √v + ε before v is corrected, so
 * it is given ε √(1 − β₂ᵗ), which makes it the same.
 */
function adam(graph: Graph, { beta1, beta2, epsilon }: Settings<"adam">): UpdateWriter {
  const rate = graph.placeholder("learningRate", []);
  const power1 = graph.placeholder("beta1Power", []);
  const power2 = graph.placeholder("beta2Power", []);
  const correctedEpsilon = graph.placeholder("epsilon", []);
  const attributes = { ...unlocked, use_nesterov: { bool: false } } as const;
  return {
    slots: ["m", "v"],
    write: ({ handle, name }, [m, v], gradient) => {
      const betas = [graph.scalar(beta1), graph.scalar(beta2), correctedEpsilon];
      const inputs = [handle, m.handle, v.handle, power1, power2, rate, ...betas, gradient];
      return graph.node("ResourceApplyAdam", inputs, attributes, { name: `${name}/apply` });
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

/** Adds the gradients of l1 · Σ|w| and l2 · ½ Σw² to a gradient. */
export function withPenalties(graph: Graph, gradient: Output, weights: Output, l1: number, l2: number): Output {
  const signs = l1 === 0 ? [] : [raw(graph, "Mul", rawUnary(graph, "Sign", weights), graph.scalar(l1))];
  const shares = l2 === 0 ? [] : [raw(graph, "Mul", weights, graph.scalar(l2))];
  return [...signs, ...shares].reduce((total, term) => raw(graph, "AddV2", total, term), gradient);
}
