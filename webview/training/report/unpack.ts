import { joinPlanes, type Packed } from "../../../src/protocol/embeddedRun.ts";

/** What `Packed` holds. */
export async function unpack(packed: Packed): Promise<Uint8Array<ArrayBuffer>> {
  const compressed = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const plain = new Blob([compressed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

export async function unpackText(packed: Packed): Promise<string> {
  return new TextDecoder().decode(await unpack(packed));
}

export async function unpackFloats(packed: Packed): Promise<Float32Array> {
  return new Float32Array(joinPlanes(await unpack(packed), 4).buffer);
}

export async function unpackShorts(packed: Packed): Promise<Uint16Array> {
  return new Uint16Array(joinPlanes(await unpack(packed), 2).buffer);
}
