import { weightNames } from "./layerWeights.ts";
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
    const candidates = this.#mentioned(parts)
      .filter(({ owner: { path } }) => within === "" || path === within || path.startsWith(`${within}/`))
      .map(({ owner, end }) => ({
        owner,
        weight: weightIn(owner, parts.slice(end)),
        likeness: likeness(owner, parts, end),
      }))
      .filter(({ owner, weight }) => !this.#taken.has(`${owner.path}/${weight}`));
    const best = candidates.reduce<(typeof candidates)[number] | undefined>(
      (best, candidate) => (best && best.likeness >= candidate.likeness ? best : candidate),
      undefined,
    );
    if (best) this.#taken.add(`${best.owner.path}/${best.weight}`);
    return best;
  }

  /** The layers whose names stand somewhere before the role, and where the name ends. A layer's name may have slashes. */
  #mentioned(parts: readonly string[]): { readonly owner: PlacedLayer; readonly end: number }[] {
    return parts.flatMap((_, start) =>
      parts.slice(start + 1).flatMap((_, length) => {
        const end = start + length + 1;
        const owners = this.#layers.get(parts.slice(start, end).join("/")) ?? [];
        return owners.map((owner) => ({ owner, end }));
      }),
    );
  }
}

/**
 * What tfjs calls the weight after the layer's name.
 *
 * @param inside what follows the layer's name in the file
 */
function weightIn({ layer }: PlacedLayer, inside: readonly string[]): string {
  const role = inside.at(-1) ?? "";
  const whole = inside.join("/");
  const known = weightNames(layer.className, layer.config);
  if (!known || known.includes(whole)) return whole;
  // Keras 3 calls it kernel, as in every other layer.
  if (layer.className.startsWith("DepthwiseConv") && role === "kernel") return "depthwise_kernel";
  if (layer.className === "Bidirectional") {
    const direction = inside.some((part) => part.startsWith("backward")) ? "backward" : "forward";
    return known.find((weight) => weight.startsWith(direction) && weight.endsWith(`/${role}`)) ?? whole;
  }
  // Without the cell or the wrapped layer between.
  return known.includes(role) ? role : whole;
}

/** How many of the models around the layer the weight's name has before the layer's name. */
function likeness({ path, layer }: PlacedLayer, parts: readonly string[], nameEnd: number): number {
  const around = path
    .slice(0, -layer.name.length - 1)
    .split("/")
    .reverse();
  let end = nameEnd - layer.name.split("/").length;
  let common = 0;
  for (const model of around) {
    const found = parts.slice(0, end).lastIndexOf(model);
    if (found === -1) continue;
    common++;
    end = found;
  }
  return common;
}
