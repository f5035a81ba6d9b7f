import { openSync } from "node:fs";
import { devNull } from "node:os";

export type Hdf5Library = typeof import("h5wasm/node");

/** Loaded when the first file is opened, because it compiles WebAssembly as soon as it is imported. */
export async function loadHdf5(): Promise<Hdf5Library> {
  const library = await import("h5wasm/node");
  await library.ready;
  silenceDiagnostics(library);
  return library;
}

let silent = false;

/** The HDF5 library writes a page of diagnostics to stderr for each error that we turn into a sentence. */
function silenceDiagnostics({ FS }: Hdf5Library): void {
  // Emscripten's table of open files; its type leaves the table out.
  const streams: unknown = FS && Reflect.get(FS, "streams");
  if (silent || !Array.isArray(streams)) return;
  streams[2].nfd = openSync(devNull, "w");
  silent = true;
}
