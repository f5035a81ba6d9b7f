import type { Graph, Output, Shape } from "./graph.ts";
import { reshapedRaw } from "./rawShapes.ts";

/** Operations on single numbers, with NumPy's broadcasting, and their gradients. */

const float = { T: { type: "float32" } } as const;

/** Without a gradient: for gradients themselves, and for updates. */
export function raw(graph: Graph, operation: string, a: Output, b: Output): Output {
  return graph.output(operation, [a, b], float, broadcast(a.shape, b.shape));
}

/** Without a gradient. */
export function rawUnary(graph: Graph, operation: string, x: Output): Output {
  return graph.output(operation, [x], float, x.shape);
}

export function add(graph: Graph, a: Output, b: Output): Output {
  return graph.tape.record(raw(graph, "AddV2", a, b), [a, b], (gradient) => [
    reduceTo(graph, gradient, a.shape),
    reduceTo(graph, gradient, b.shape),
  ]);
}

export function subtract(graph: Graph, a: Output, b: Output): Output {
  return graph.tape.record(raw(graph, "Sub", a, b), [a, b], (gradient) => [
    reduceTo(graph, gradient, a.shape),
    reduceTo(graph, rawUnary(graph, "Neg", gradient), b.shape),
  ]);
}

export function multiply(graph: Graph, a: Output, b: Output): Output {
  return graph.tape.record(raw(graph, "Mul", a, b), [a, b], (gradient) => [
    reduceTo(graph, raw(graph, "Mul", gradient, b), a.shape),
    reduceTo(graph, raw(graph, "Mul", gradient, a), b.shape),
  ]);
}

export function scale(graph: Graph, x: Output, factor: number): Output {
  return factor === 1 ? x : multiply(graph, x, graph.scalar(factor));
}

/** The larger of the two; where they are equal, the gradient is that of `a`. */
export function maximum(graph: Graph, a: Output, b: Output): Output {
  return choose(graph, "Maximum", "GreaterEqual", a, b);
}

/** The smaller of the two; where they are equal, the gradient is that of `a`. */
export function minimum(graph: Graph, a: Output, b: Output): Output {
  return choose(graph, "Minimum", "LessEqual", a, b);
}

function choose(graph: Graph, operation: string, comparison: string, a: Output, b: Output): Output {
  const chosen = raw(graph, operation, a, b);
  return graph.tape.record(chosen, [a, b], (gradient) => {
    const first = where(graph, comparison, a, b);
    const second = raw(graph, "Sub", graph.scalar(1), first);
    return [
      reduceTo(graph, raw(graph, "Mul", gradient, first), a.shape),
      reduceTo(graph, raw(graph, "Mul", gradient, second), b.shape),
    ];
  });
}

/** 1 where the comparison holds, else 0; without a gradient. */
export function where(graph: Graph, comparison: string, a: Output, b: Output): Output {
  const shape = broadcast(a.shape, b.shape);
  const type = { type: a.dtype };
  const attributes = comparison === "Equal" ? { T: type, incompatible_shape_error: { bool: true } } : { T: type };
  const holds = graph.output(comparison, [a, b], attributes, shape, { dtype: "bool" });
  return cast(graph, holds, "float32");
}

export function cast(graph: Graph, x: Output, dtype: "float32" | "int32"): Output {
  return graph.output("Cast", [x], { SrcT: { type: x.dtype }, DstT: { type: dtype } }, x.shape, { dtype });
}

export function square(graph: Graph, x: Output): Output {
  return graph.tape.record(rawUnary(graph, "Square", x), [x], (gradient) => [
    raw(graph, "Mul", gradient, raw(graph, "Mul", x, graph.scalar(2))),
  ]);
}

export function absolute(graph: Graph, x: Output): Output {
  return graph.tape.record(rawUnary(graph, "Abs", x), [x], (gradient) => [
    raw(graph, "Mul", gradient, rawUnary(graph, "Sign", x)),
  ]);
}

export function logarithm(graph: Graph, x: Output): Output {
  return graph.tape.record(rawUnary(graph, "Log", x), [x], (gradient) => [raw(graph, "RealDiv", gradient, x)]);
}

/** 1 / √x, d = −½ y³. */
export function reciprocalRoot(graph: Graph, x: Output): Output {
  const y = rawUnary(graph, "Rsqrt", x);
  return graph.tape.record(y, [x], (gradient) => [raw(graph, "RsqrtGrad", y, gradient)]);
}

/** Kept within [low, high]; no gradient where it is not. */
export function clip(graph: Graph, x: Output, low: number, high: number): Output {
  return minimum(graph, maximum(graph, x, graph.scalar(low)), graph.scalar(high));
}

export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [left, right] = [sizeAt(a, i - rank), sizeAt(b, i - rank)];
    return left === 1 ? right : left;
  });
}

function sizeAt(shape: Shape, fromEnd: number): number | null {
  const size = shape.at(fromEnd);
  return -fromEnd > shape.length || size === undefined ? 1 : size;
}

/** Sums over what broadcasting has repeated, so that a gradient gets the shape of what it belongs to. */
export function reduceTo(graph: Graph, gradient: Output, shape: Shape): Output {
  const rank = gradient.shape.length;
  const axes = gradient.shape.map((_, i) => i).filter((i) => sizeAt(shape, i - rank) === 1 && gradient.shape[i] !== 1);
  if (axes.length === 0) return gradient.shape.length === shape.length ? gradient : reshapedRaw(graph, gradient, shape);
  const left = gradient.shape.filter((_, i) => !axes.includes(i));
  const attributes = { ...float, Tidx: { type: "int32" }, keep_dims: { bool: false } } as const;
  const sum = graph.output("Sum", [gradient, graph.integers(axes)], attributes, left);
  return reshapedRaw(graph, sum, shape);
}
