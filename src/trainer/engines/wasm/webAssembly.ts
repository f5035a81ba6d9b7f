/** The little of WebAssembly's interface that is used here: neither ES2022 nor Node's types declare it. */
interface WebAssemblyInterface {
  instantiate(
    bytes: Uint8Array,
    imports: { readonly env: { readonly memory: WasmMemory } },
  ): Promise<{ readonly instance: { readonly exports: Readonly<Record<string, unknown>> } }>;
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

export const { instantiate } = (globalThis as unknown as { WebAssembly: WebAssemblyInterface }).WebAssembly;
