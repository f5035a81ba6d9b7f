import { createHash } from "node:crypto";
import type { Topology } from "../models/modelFile.ts";
import type { Network } from "./engines/engine.ts";

/** SHA-256 (hex) of a network: its topology, and the names and values of all its tensors. */
export function hashModel(topology: Topology, network: Network): string {
  const hash = createHash("sha256").update(JSON.stringify(topology));
  for (const { name } of network.tensors) {
    const values = network.read(name);
    hash.update(name).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex");
}
