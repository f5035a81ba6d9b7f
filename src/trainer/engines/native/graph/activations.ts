import { add, clip, multiply, raw, rawUnary, scale, subtract } from "./elementwise.ts";
import type { Graph, Output } from "./graph.ts";
import { rawReduce } from "./reductions.ts";

/** Activations by the names of Keras' configurations, as TensorFlow.js writes them. */

type Activation = (graph: Graph, x: Output) => Output;

/** One operation, and the one of TensorFlow that computes its gradient from (gradient, output or input). */
function native(operation: string, gradientOperation: string, from: "output" | "input"): Activation {
  return (graph, x) => {
    const y = rawUnary(graph, operation, x);
    return graph.tape.record(y, [x], (gradient) => [
      raw(graph, gradientOperation, gradient, from === "output" ? y : x),
    ]);
  };
}

/** Where TensorFlow takes the output first. */
function nativeOfOutput(operation: string, gradientOperation: string): Activation {
  return (graph, x) => {
    const y = rawUnary(graph, operation, x);
    return graph.tape.record(y, [x], (gradient) => [raw(graph, gradientOperation, y, gradient)]);
  };
}

export const relu = native("Relu", "ReluGrad", "output");
export const sigmoid = nativeOfOutput("Sigmoid", "SigmoidGrad");
const tanh = nativeOfOutput("Tanh", "TanhGrad");
export const softplus = native("Softplus", "SoftplusGrad", "input");

/** Over the last axis. */
export const softmax: Activation = (graph, x) => {
  const y = rawUnary(graph, "Softmax", x);
  return graph.tape.record(y, [x], (gradient) => {
    const total = rawReduce(graph, "Sum", raw(graph, "Mul", gradient, y), [-1], true);
    return [raw(graph, "Mul", y, raw(graph, "Sub", gradient, total))];
  });
};

export const logSoftmax: Activation = (graph, x) => {
  const y = rawUnary(graph, "LogSoftmax", x);
  return graph.tape.record(y, [x], (gradient) => {
    const total = rawReduce(graph, "Sum", gradient, [-1], true);
    return [raw(graph, "Sub", gradient, raw(graph, "Mul", rawUnary(graph, "Exp", y), total))];
  });
};

/** d erf(x) = 2 / √π · e^(−x²). */
const errorFunction: Activation = (graph, x) =>
  graph.tape.record(rawUnary(graph, "Erf", x), [x], (gradient) => {
    const bell = rawUnary(graph, "Exp", rawUnary(graph, "Neg", rawUnary(graph, "Square", x)));
    return [raw(graph, "Mul", gradient, raw(graph, "Mul", bell, graph.scalar(2 / Math.sqrt(Math.PI))))];
  });

/** min(max(0.2 x + 0.5, 0), 1). */
const hardSigmoid: Activation = (graph, x) => clip(graph, add(graph, scale(graph, x, 0.2), graph.scalar(0.5)), 0, 1);

/** Hendrycks & Gimpel 2016 (arXiv 1606.08415). */
const gelu: Activation = (graph, x) => {
  const share = add(graph, errorFunction(graph, scale(graph, x, Math.SQRT1_2)), graph.scalar(1));
  return multiply(graph, x, scale(graph, share, 0.5));
};

const activations: Readonly<Record<string, Activation>> = {
  linear: (_, x) => x,
  relu,
  relu6: native("Relu6", "Relu6Grad", "output"),
  elu: native("Elu", "EluGrad", "output"),
  selu: native("Selu", "SeluGrad", "output"),
  sigmoid,
  hardSigmoid,
  tanh,
  softplus,
  softsign: native("Softsign", "SoftsignGrad", "input"),
  softmax,
  logSoftmax,
  swish: (graph, x) => multiply(graph, x, sigmoid(graph, x)),
  mish: (graph, x) => multiply(graph, x, tanh(graph, softplus(graph, x))),
  gelu,
};

export function activationNamed(name: string): Activation | undefined {
  return Object.hasOwn(activations, name) ? activations[name] : undefined;
}

/** x where it is positive, else alpha · x; alpha broadcasts and may learn. */
export function leakyRelu(graph: Graph, x: Output, alpha: Output): Output {
  const negative = relu(graph, scale(graph, x, -1));
  return subtract(graph, relu(graph, x), multiply(graph, alpha, negative));
}
