/** A packed model that is damaged, or not meant for this reader, in a sentence for people. */
export class PackedError extends Error {
  override readonly name = "PackedError";
}
