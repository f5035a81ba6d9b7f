import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { EngineError } from "../engine.ts";
import type { Binding } from "./binding.ts";
import type { Graph, Output } from "./graph/graph.ts";
import { nameOf, type Signature, savedModelBytes, servingTag } from "./graph/savedModel.ts";

/** Numbers for an input, with their shape. */
export interface Feed {
  readonly input: Output;
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/** A graph that runs: TensorFlow's session, with its variables. */
export class Session {
  readonly #binding: Binding;
  readonly #model: number;

  /** @throws Error with TensorFlow's reason where it refuses the graph, or the disk is full */
  constructor(binding: Binding, graph: Graph, signatures: Readonly<Record<string, Signature>>) {
    this.#binding = binding;
    // The binding reads graphs from disk only, and needs the file no longer once it has.
    const folder = mkdtempSync(path.join(tmpdir(), "sparsity-graph-"));
    try {
      writeFileSync(path.join(folder, "saved_model.pb"), savedModelBytes(graph, signatures));
      this.#model = binding.loadSavedModel(folder, servingTag);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /**
   * Runs what the fetches need.
   *
   * @throws EngineError where TensorFlow cannot, with its reason and what to do
   * @param kept how many of the fetches are wanted back: the first; the others are fetched for what they do
   * @returns their values, in that order
   */
  run(feeds: readonly Feed[], fetches: readonly Output[], kept = fetches.length): (Float32Array | Int32Array)[] {
    const binding = this.#binding;
    const tensors = feeds.map(({ input, shape, values }) =>
      binding.createTensor(shape, input.dtype === "int32" ? binding.TF_INT32 : binding.TF_FLOAT, values),
    );
    try {
      const inputs = feeds.map(({ input }) => nameOf(input)).join(",");
      const results = this.#fetch(tensors, inputs, fetches.map(nameOf).join(","));
      const values = results.slice(0, kept).map(({ id }) => binding.tensorDataSync(id));
      for (const { id } of results) binding.deleteTensor(id);
      return values;
    } finally {
      for (const tensor of tensors) binding.deleteTensor(tensor);
    }
  }

  #fetch(tensors: readonly number[], inputs: string, outputs: string): { readonly id: number }[] {
    try {
      return this.#binding.runSavedModel(this.#model, tensors, inputs, outputs);
    } catch (error) {
      throw new EngineError(describeFailure(error instanceof Error ? error.message : String(error)));
    }
  }

  close(): void {
    this.#binding.deleteSavedModel(this.#model);
  }
}

/** TensorFlow's messages go on with the graph's nodes, which tell a person nothing. */
function describeFailure(message: string): string {
  if (/OOM|out of memory|resource exhausted/i.test(message)) {
    return "TensorFlow ran out of memory in a step. Lower batchSize, or close other programs; the run can be resumed from its last checkpoint.";
  }
  const [reason] = message.split(/\n|\[\[|\{\{/);
  return `TensorFlow could not run a step: ${reason.trim()}`;
}
