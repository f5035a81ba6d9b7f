import type { TensorPlan } from "../../../src/runs/events.ts";
import { sharedPrefix, upToSeparator } from "../../shared/names.ts";

/** Names for people by tensor: the layer's, or the tensor's where a layer has several that are pruned. */
export function displayNames(plan: readonly TensorPlan[]): ReadonlyMap<string, string> {
  const tensorsOf = new Map<string, number>();
  for (const { layer } of plan) tensorsOf.set(layer, (tensorsOf.get(layer) ?? 0) + 1);
  return new Map(
    plan.map(({ tensor, layer }) => [tensor, layer !== "" && tensorsOf.get(layer) === 1 ? layer : tensor]),
  );
}

/** What all names begin with, up to a separator, and so that no bare number is left: what a narrow place may leave out. */
export function readablePrefix(names: readonly string[]): string {
  let prefix = sharedPrefix(names);
  while (prefix !== "" && names.some((name) => !/[a-z]/i.test(name.slice(prefix.length)))) {
    prefix = upToSeparator(prefix.slice(0, -1));
  }
  return prefix;
}

/** Lists such as selectors at most `length` characters long: whole items while they fit, then how many follow. */
export function shortenList(text: string, length: number): string {
  if (text.length <= length) return text;
  const items = text.split(", ");
  for (let shown = items.length - 1; shown > 0; shown--) {
    const short = `${items.slice(0, shown).join(", ")} +${items.length - shown}`;
    if (short.length <= length) return short;
  }
  const more = items.length > 1 ? ` +${items.length - 1}` : "";
  const room = Math.max(2, length - more.length - 1);
  const [first] = items;
  // The end of a name tells it from its neighbours, so the middle goes.
  const kept = Math.floor(room / 3);
  return first.length <= room ? first + more : `${first.slice(0, kept)}…${first.slice(kept - room)}${more}`;
}
