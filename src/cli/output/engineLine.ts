import pc from "picocolors";
import type { EngineReport } from "../../protocol/trainerMessages.ts";

/** An engine that works or does not, in one line. */
export function engineLine({ name, available, version, reason }: EngineReport): string {
  const mark = available ? pc.green("✓") : pc.yellow("–");
  return `${mark} ${name.padEnd(7)} ${available ? `${version}, ${reason}` : reason}`;
}
