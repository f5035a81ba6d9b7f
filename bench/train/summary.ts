import type { CaseResult, ContenderResult } from "../results.ts";

/** How the native engine, as the product runs it, compares with the others. */

/** The threads that the product would choose: it measures one and all of them before a run. */
export function nativeOf({ contenders }: CaseResult): ContenderResult | undefined {
  const [first, ...others] = contenders.filter(({ name }) => name.startsWith("native-"));
  return others.reduce((best, one) => (one.step.median < best.step.median ? one : best), first);
}

export interface Comparison {
  readonly peer: ContenderResult;
  /** Native's time by the peer's: below 1 native is faster. */
  readonly medians: number;
  readonly minima: number;
}

/** Native beside each contender that is not native itself. */
export function comparisonsOf(entry: CaseResult): Comparison[] {
  const native = nativeOf(entry);
  if (!native) return [];
  const peers = entry.contenders.filter(({ name }) => !name.startsWith("native-"));
  return peers.map((peer) => ({
    peer,
    medians: native.step.median / peer.step.median,
    minima: native.step.minimum / peer.step.minimum,
  }));
}
