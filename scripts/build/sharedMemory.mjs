const memorySection = 5;
const limitsWithMaximum = 1;
const sharedLimits = 3;

/**
 * A WebAssembly module with its memory declared shared, so that threads can work on it beside the module. To the module
 * itself nothing changes: shared memory takes the same instructions.
 *
 * @param bytes of a module that has one memory, of a limited size, as emscripten makes them
 */
export function withSharedMemory(bytes) {
  const shared = Uint8Array.from(bytes);
  // Behind the magic number and the version; each section is its id, its length, its contents.
  let position = 8;
  while (position < shared.length) {
    const id = shared[position];
    const [length, start] = readUnsigned(shared, position + 1);
    if (id === memorySection) {
      const [memories, limits] = readUnsigned(shared, start);
      if (memories !== 1 || shared[limits] !== limitsWithMaximum) break;
      shared[limits] = sharedLimits;
      return shared;
    }
    position = start + length;
  }
  throw new Error("The wasm backend of TensorFlow.js has not the one memory of a limited size that it had in 4.22.");
}

/** A number in LEB128, and where it ends. */
function readUnsigned(bytes, position) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[position++];
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [value, position];
  }
}
