import type { EngineReport } from "../../protocol/trainerMessages.ts";

/** Of an engine: what it runs on or, where it does not work, why and what to do. */
export function engineText(engines: readonly EngineReport[], name: string): string {
  const engine = engines.find((one) => one.name === name);
  if (!engine?.available) return `${name} engine does not work here. ${engine?.reason ?? ""}`;
  return `${name} engine works: ${engine.version}, ${engine.reason}.`;
}

export function isAvailable(engines: readonly EngineReport[], name: string): boolean {
  return engines.some((engine) => engine.name === name && engine.available);
}
