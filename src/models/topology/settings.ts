import { type Config, isConfig } from "./graph.ts";

/** Rewrites of single settings of a layer, from what Keras 2.4+ and Keras 3 write into what tfjs reads. */

/** A dtype or dtype policy → the dtype of tfjs that computes with it. */
export function rewriteDType(value: unknown): string {
  const name = isConfig(value) && isConfig(value.config) ? value.config.name : value;
  if (name === "bool" || name === "string") return name;
  return typeof name === "string" && /^u?int/.test(name) ? "int32" : "float32";
}

const renamedInitializers: Readonly<Record<string, string>> = {
  LecunNormal: "LeCunNormal",
  LecunUniform: "LeCunUniform",
  OrthogonalInitializer: "Orthogonal",
  IdentityInitializer: "Identity",
  lecun_normal: "LeCunNormal",
  lecun_uniform: "LeCunUniform",
};

const initializers = new Set([
  "Zeros",
  "Ones",
  "Constant",
  "RandomUniform",
  "RandomNormal",
  "TruncatedNormal",
  "Identity",
  "VarianceScaling",
  "GlorotUniform",
  "GlorotNormal",
  "HeNormal",
  "HeUniform",
  "LeCunNormal",
  "LeCunUniform",
  "Orthogonal",
]);

/** An initializer that tfjs does not know only matters where the weights are not in the file. */
export function rewriteInitializer(value: unknown, warn: (what: string) => void): unknown {
  if (typeof value === "string") {
    const renamed = renamedInitializers[value];
    return renamed ? { class_name: renamed, config: {} } : value;
  }
  if (!isConfig(value) || typeof value.class_name !== "string") return value;
  const className = renamedInitializers[value.class_name] ?? value.class_name;
  if (!initializers.has(className)) {
    warn(`the initializer ${className} is not known; GlorotUniform stands in for it`);
    return { class_name: "GlorotUniform", config: {} };
  }
  const { seed, distribution, ...config } = isConfig(value.config) ? value.config : {};
  return {
    class_name: className,
    config: {
      ...config,
      ...(typeof seed === "number" ? { seed } : {}),
      ...(distribution === undefined
        ? {}
        : { distribution: distribution === "untruncated_normal" ? "normal" : distribution }),
    },
  };
}

/** tfjs has one regularizer, L1L2, and takes 0.01 for a factor that is left out. */
export function rewriteRegularizer(value: unknown, warn: (what: string) => void): unknown {
  if (value === null || value === undefined) return null;
  const className = isConfig(value) ? value.class_name : value;
  const config = isConfig(value) && isConfig(value.config) ? value.config : {};
  switch (String(className).toLowerCase().replaceAll("_", "")) {
    case "l1":
      return { class_name: "L1L2", config: { l1: config.l1 ?? 0.01, l2: 0 } };
    case "l2":
      return { class_name: "L1L2", config: { l1: 0, l2: config.l2 ?? 0.01 } };
    case "l1l2":
      return { class_name: "L1L2", config: { l1: config.l1 ?? 0, l2: config.l2 ?? 0 } };
    default:
      warn(`the regularizer ${String(className)} is not known and was left out`);
      return null;
  }
}

export function rewriteConstraint(value: unknown): unknown {
  return isConfig(value) ? { class_name: value.class_name, config: value.config } : value;
}

/** Functions come by name, or as an object that says the name of a function. */
export function rewriteActivation(value: unknown): unknown {
  const name = isConfig(value) && typeof value.config === "string" ? value.config : value;
  return name === "silu" ? "swish" : name;
}

/** Settings that Keras may write as a list of one number. */
export function numberIn(value: unknown): number | undefined {
  const single = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof single === "number" ? single : undefined;
}

/** Applies the rewrites to the settings whose names say what they are. */
export function rewriteSettings(config: Config, warn: (what: string) => void): Config {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      if (key === "dtype") return [key, rewriteDType(value)];
      if (key.endsWith("_initializer")) return [key, rewriteInitializer(value, warn)];
      if (key.endsWith("_regularizer")) return [key, rewriteRegularizer(value, warn)];
      if (key.endsWith("_constraint")) return [key, rewriteConstraint(value)];
      if (key === "activation" || key === "recurrent_activation") {
        // Only Keras 3 writes dtype policies, and its hard_sigmoid is min(max(x / 6 + 1 / 2, 0), 1).
        if (value === "hard_sigmoid" && isConfig(config.dtype)) {
          warn("TensorFlow.js computes the hard_sigmoid of Keras 2, which is steeper than that of Keras 3");
        }
        return [key, rewriteActivation(value)];
      }
      return [key, value];
    }),
  );
}
