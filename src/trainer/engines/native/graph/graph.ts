import { Tape } from "./tape.ts";

export type DataType = "float32" | "int32" | "bool" | "resource";

/** Sizes of an output; null for the batch, which differs from call to call and only ever comes first. */
export type Shape = readonly (number | null)[];

export type Attribute =
  | { readonly type: DataType }
  | { readonly shape: Shape }
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly text: string }
  | { readonly constant: Constant };

export interface Constant {
  readonly dtype: "float32" | "int32";
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/** One operation of TensorFlow, as its GraphDef declares it. */
export interface GraphNode {
  readonly name: string;
  readonly operation: string;
  readonly inputs: readonly Output[];
  /** Nodes that run before this one. */
  readonly after: readonly GraphNode[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** What one operation hands to others. */
export interface Output {
  readonly node: GraphNode;
  readonly index: number;
  readonly dtype: DataType;
  readonly shape: Shape;
}

/** Numbers that stay in the session from run to run. */
export interface Variable {
  readonly name: string;
  readonly shape: readonly number[];
  readonly handle: Output;
}

export interface NodeOptions {
  readonly name?: string;
  readonly after?: readonly GraphNode[];
}

/** A TensorFlow graph under construction. Operations that know their gradient leave it on the tape. */
export class Graph {
  readonly tape = new Tape();
  readonly #nodes: GraphNode[] = [];
  readonly #names = new Set<string>();
  readonly #constants = new Map<string, Output>();

  get nodes(): readonly GraphNode[] {
    return this.#nodes;
  }

  /** Adds an operation that hands out nothing. */
  node(
    operation: string,
    inputs: readonly Output[],
    attributes: GraphNode["attributes"],
    { name = operation, after = [] }: NodeOptions = {},
  ): GraphNode {
    const node = { name: this.#unique(name), operation, inputs, after, attributes };
    this.#nodes.push(node);
    return node;
  }

  /** Adds an operation of one float32 output unless told otherwise. */
  output(
    operation: string,
    inputs: readonly Output[],
    attributes: GraphNode["attributes"],
    shape: Shape,
    { dtype = "float32", ...options }: NodeOptions & { readonly dtype?: DataType } = {},
  ): Output {
    return { node: this.node(operation, inputs, attributes, options), index: 0, dtype, shape };
  }

  /** Adds an operation of several float32 outputs. */
  outputs(
    operation: string,
    inputs: readonly Output[],
    attributes: GraphNode["attributes"],
    shapes: readonly Shape[],
  ): Output[] {
    const node = this.node(operation, inputs, attributes);
    return shapes.map((shape, index) => ({ node, index, dtype: "float32", shape }));
  }

  placeholder(name: string, shape: Shape, dtype: DataType = "float32"): Output {
    return this.output("Placeholder", [], { dtype: { type: dtype }, shape: { shape } }, shape, { name, dtype });
  }

  scalar(value: number): Output {
    return this.#constant({ dtype: "float32", shape: [], values: Float32Array.of(value) });
  }

  floats(values: readonly number[]): Output {
    return this.#constant({ dtype: "float32", shape: [values.length], values: Float32Array.from(values) });
  }

  integer(value: number): Output {
    return this.#constant({ dtype: "int32", shape: [], values: Int32Array.of(value) });
  }

  integers(values: readonly number[]): Output {
    return this.#constant({ dtype: "int32", shape: [values.length], values: Int32Array.from(values) });
  }

  /** @param values row-major, `columns` a row */
  integerTable(values: readonly number[], columns: number): Output {
    const shape = [values.length / columns, columns];
    return this.#constant({ dtype: "int32", shape, values: Int32Array.from(values) });
  }

  variable(name: string, shape: readonly number[]): Variable {
    const unique = this.#unique(name);
    const attributes: GraphNode["attributes"] = {
      dtype: { type: "float32" },
      shape: { shape },
      // Variables of one name are one variable.
      shared_name: { text: unique },
      container: { text: "" },
    };
    const handle = this.output("VarHandleOp", [], attributes, [], { name: `${unique}/handle`, dtype: "resource" });
    return { name: unique, shape, handle };
  }

  read({ name, shape, handle }: Variable, options: NodeOptions = {}): Output {
    return this.output("ReadVariableOp", [handle], { dtype: { type: "float32" } }, shape, {
      name: `${name}/read`,
      ...options,
    });
  }

  assign({ name, handle }: Variable, value: Output, options: NodeOptions = {}): GraphNode {
    return this.node(
      "AssignVariableOp",
      [handle, value],
      { dtype: { type: "float32" } },
      {
        name: `${name}/assign`,
        ...options,
      },
    );
  }

  /** The same, once these nodes have run. */
  after(value: Output, after: readonly GraphNode[], name: string): Output {
    return this.output("Identity", [value], { T: { type: value.dtype } }, value.shape, {
      dtype: value.dtype,
      name,
      after,
    });
  }

  /** Fetched to make nodes run that hand out nothing. */
  done(after: readonly GraphNode[], name: string): Output {
    return this.after(this.scalar(1), after, name);
  }

  #constant(constant: Constant): Output {
    const key = `${constant.dtype}|${constant.shape}|${constant.values}`;
    const known = this.#constants.get(key);
    if (known) return known;
    const attributes: GraphNode["attributes"] = { dtype: { type: constant.dtype }, value: { constant } };
    const output = this.output("Const", [], attributes, constant.shape, { dtype: constant.dtype });
    this.#constants.set(key, output);
    return output;
  }

  /** Names of TensorFlow hold letters, digits and a few signs. */
  #unique(wanted: string): string {
    const base = wanted.replaceAll(/[^A-Za-z0-9_./-]/g, "_").replace(/^[^A-Za-z0-9.]/, "n$&");
    let name = base;
    for (let count = 1; this.#names.has(name); count++) name = `${base}_${count}`;
    this.#names.add(name);
    return name;
  }
}
