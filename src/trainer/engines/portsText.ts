import type { Port } from "./engine.ts";

/** For messages: "1 entry", "2 entries". */
export function entriesText(count: number): string {
  return count === 1 ? "1 entry" : `${count} entries`;
}

/** For messages: "1 output (fc2)", "2 inputs (left, right)". */
export function portsText(ports: readonly Port[], noun: "input" | "output"): string {
  return `${ports.length} ${noun}${ports.length === 1 ? "" : "s"} (${ports.map(({ layer }) => layer).join(", ")})`;
}
