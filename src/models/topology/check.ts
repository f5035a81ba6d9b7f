import { ModelFileError } from "../modelFile.ts";
import type { Graph, GraphLayer, TensorRef } from "./graph.ts";

/**
 * Refuses topologies that no network can have, before tfjs sees them: it waits for ever for a tensor that a cycle or
 * a wrong reference keeps from coming.
 *
 * @throws ModelFileError that names the layers
 */
export function checkTopology(graph: Graph, path: string): void {
  const wrong = (what: string) => new ModelFileError(`The topology in ${path} cannot be built: ${what}.`);
  checkNames(graph, wrong);
  if (graph.ends) {
    checkReferences(graph, graph.ends, wrong);
    checkCycles(graph, wrong);
  }
  for (const { model } of graph.layers) if (model) checkTopology(model, path);
}

type Wrong = (what: string) => ModelFileError;

function checkNames(graph: Graph, wrong: Wrong): void {
  if (graph.layers.length === 0) throw wrong(`the model ${graph.name} has no layers`);
  const names = new Set<string>();
  for (const { name } of graph.layers) {
    if (names.has(name)) throw wrong(`two layers of the model ${graph.name} have the name ${name}`);
    names.add(name);
  }
}

function checkReferences(graph: Graph, ends: NonNullable<Graph["ends"]>, wrong: Wrong): void {
  const layers = new Map(graph.layers.map((layer) => [layer.name, layer]));
  const check = (who: string, { layer: name, call }: TensorRef) => {
    const layer = layers.get(name);
    if (!layer) throw wrong(`${who} ${name}, and there is no such layer`);
    const calls = callCount(layer);
    if (call < 0 || call >= calls) {
      throw wrong(
        `${who} call ${call + 1} of layer ${name}, which is called ${calls === 1 ? "once" : `${calls} times`}`,
      );
    }
  };
  for (const { name, calls } of graph.layers) {
    for (const input of calls.flatMap((call) => call.inputs)) check(`layer ${name} reads from`, input);
  }
  for (const end of ends.inputs) check(`the model ${graph.name} begins with`, end);
  for (const end of ends.outputs) check(`the model ${graph.name} ends with`, end);
}

/** An input layer has its tensor without being called. */
function callCount({ className, calls }: GraphLayer): number {
  return className === "InputLayer" ? 1 : calls.length;
}

interface WaitingCall {
  readonly layer: string;
  readonly sources: Set<string>;
}

/** Takes away calls whose inputs are there until none is left; what stays waits for itself. */
function checkCycles(graph: Graph, wrong: Wrong): void {
  const inputs = new Set(graph.layers.filter(({ className }) => className === "InputLayer").map(({ name }) => name));
  const waiting = new Map<string, WaitingCall>();
  const readers = new Map<string, string[]>();
  for (const { name: layer, calls } of graph.layers) {
    calls.forEach((call, index) => {
      const key = callKey(layer, index);
      const sources = call.inputs
        .filter((input) => !inputs.has(input.layer))
        .map((input) => callKey(input.layer, input.call));
      for (const source of sources) readers.set(source, [...(readers.get(source) ?? []), key]);
      waiting.set(key, { layer, sources: new Set(sources) });
    });
  }
  const ready = [...waiting.keys()].filter((key) => waiting.get(key)?.sources.size === 0);
  for (let key = ready.pop(); key !== undefined; key = ready.pop()) {
    waiting.delete(key);
    for (const reader of readers.get(key) ?? []) {
      const sources = waiting.get(reader)?.sources;
      if (sources?.delete(key) && sources.size === 0) ready.push(reader);
    }
  }
  if (waiting.size > 0) throw wrong(`its layers form a cycle: ${findCycle(waiting).join(" → ")}`);
}

function callKey(layer: string, call: number): string {
  return `${call} ${layer}`;
}

/** Every waiting call waits for another one: whoever follows them comes back to where he was. */
function findCycle(waiting: ReadonlyMap<string, WaitingCall>): string[] {
  const trail: string[] = [];
  let [key] = waiting.keys();
  while (key !== undefined && !trail.includes(key)) {
    trail.unshift(key);
    [key] = waiting.get(key)?.sources ?? [];
  }
  const cycle = trail.slice(0, trail.indexOf(key ?? "") + 1);
  return [...cycle, ...cycle.slice(0, 1)].map((call) => waiting.get(call)?.layer ?? call);
}
