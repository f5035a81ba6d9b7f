import type { WeightTensor } from "../../pruning/tensor.ts";
import { count, percent } from "../../runs/figures.ts";
import { weightsIn } from "./networkFacts.ts";

/** `13 tensors · 203,776 weights · 42.9 % of the network`. @param network weights in the whole network */
export function selectionText(tensors: readonly WeightTensor[], network: number): string {
  const weights = weightsIn(tensors);
  return `${counted(tensors.length, "tensor")} · ${count(weights)} weights · ${percent(weights / network)} of the network`;
}

/** `1 layer`, `13 layers`. */
export function counted(number: number, noun: string, plural = `${noun}s`): string {
  return `${count(number)} ${number === 1 ? noun : plural}`;
}

/** `2 inputs (left, right)`. */
export function portsText(ports: readonly { readonly layer: string }[], noun: "input" | "output"): string {
  return `${counted(ports.length, noun)} (${ports.map(({ layer }) => layer).join(", ")})`;
}

/** For the beginning of a line. */
export function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
