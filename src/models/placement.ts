import { bidirectionalNames } from "./layerWeights.ts";
import type { PlacedLayer } from "./topology/graph.ts";

/** The layer that owns a weight, and what tfjs calls the weight after the layer's own name. */
export interface Placement {
  readonly owner: PlacedLayer;
  readonly weight: string;
}

/**
 * Finds the layers that weights belong to by the names that files give to weights. Those are a path whose last part
 * is the role, and in which the layer's name is somewhere before: Keras 2 leaves out the models around a layer and
 * adds the cell inside of it (`lstm/lstm_cell/kernel:0`), Keras 3 adds the model (`sequential/dense/kernel`).
 */
export class WeightPlacer {
  readonly #layers = new Map<string, PlacedLayer[]>();
  readonly #taken = new Set<string>();

  constructor(layers: readonly PlacedLayer[]) {
    for (const placed of layers) {
      const { name } = placed.layer;
      this.#layers.set(name, [...(this.#layers.get(name) ?? []), placed]);
    }
  }

  /**
   * Where several layers share a name, the one whose path is most like the weight's gets it, and among equal ones
   * the first that does not have such a weight yet.
   *
   * @param name as the file has it; give the weights in the file's order
   * @param within path of the layer or nested model that the file says the weight belongs to
   */
  place(name: string, within = ""): Placement | undefined {
    const parts = name.replace(/:\d+$/, "").split("/");
    const role = parts.pop() ?? "";
    const candidates = parts
      .flatMap((part) => this.#layers.get(part) ?? [])
      .filter(({ path }) => within === "" || path === within || path.startsWith(`${within}/`))
      .map((owner) => ({ owner, weight: weightIn(owner, role, parts), likeness: likeness(owner.path, parts) }))
      .filter(({ owner, weight }) => !this.#taken.has(`${owner.path}/${weight}`));
    const best = candidates.reduce<(typeof candidates)[number] | undefined>(
      (best, candidate) => (best && best.likeness >= candidate.likeness ? best : candidate),
      undefined,
    );
    if (best) this.#taken.add(`${best.owner.path}/${best.weight}`);
    return best;
  }
}

function weightIn({ layer }: PlacedLayer, role: string, parts: readonly string[]): string {
  if (layer.className === "DepthwiseConv2D" && role === "kernel") return "depthwise_kernel";
  if (layer.className !== "Bidirectional") return role;
  const backward = parts.some((part) => part.startsWith("backward"));
  const names = bidirectionalNames(layer.config);
  return names ? `${names[backward ? 1 : 0]}/${role}` : role;
}

/** Parts of the layer's path that the weight's name has, counted from the layer's own name outwards. */
function likeness(path: string, parts: readonly string[]): number {
  let end = parts.length;
  let common = 0;
  for (const part of path.split("/").reverse()) {
    const found = parts.slice(0, end).lastIndexOf(part);
    if (found === -1) continue;
    common++;
    end = found;
  }
  return common;
}
