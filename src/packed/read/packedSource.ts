/** Where a packed model can be read from. A string is an address; in Node it may be the path of a file too. */
export type PackedSource =
  | string
  | URL
  | Request
  | Response
  | Blob
  | ArrayBuffer
  | Uint8Array
  | ReadableStream<Uint8Array>;
