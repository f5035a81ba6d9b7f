import type { Engine, Network, NetworkSetup } from "../../../src/trainer/engines/engine.ts";
import { classBatch, setupOf, smallConvNet } from "../networks.ts";

/** For the small convolutional network. */
export const batch = classBatch(12, 8 * 8 * 2, 3);

/** A network after some steps. */
export async function trained(
  engine: Engine,
  steps: number,
  changes: Partial<NetworkSetup> = {},
  topology = smallConvNet,
): Promise<Network> {
  const network = await engine.build(setupOf(topology, changes));
  for (let step = 0; step < steps; step++) network.step(batch, step, 0.05);
  return network;
}

export function weightsOf(network: Network): Map<string, number[]> {
  return new Map(network.tensors.map(({ name }) => [name, [...network.read(name)]]));
}

/** 0 at every third place, from `first` on. */
export function maskOf(size: number, first = 0): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => Number(i % 3 !== first));
}
