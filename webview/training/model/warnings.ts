import type { RunState } from "../../../src/runs/runState.ts";

/** A warning, said once however often it came. */
export interface WarningLine {
  readonly message: string;
  readonly times: number;
  /** When it came, for a person; of several times the first. */
  readonly when: string;
}

/** In the order in which they came first. */
export function warningLines({ warnings }: RunState): WarningLine[] {
  const lines = new Map<string, WarningLine>();
  for (const { message, pass, begun } of warnings) {
    const known = lines.get(message);
    const when = begun ? `pass ${pass}` : pass === 0 ? "before the first pass" : `after pass ${pass - 1}`;
    lines.set(message, { message, when: known?.when ?? when, times: (known?.times ?? 0) + 1 });
  }
  return [...lines.values()];
}
