/** The little of WebAssembly's interface that is used here: neither ES2022 nor Node's types declare it. */
interface WebAssemblyInterface {
  compile(bytes: Uint8Array): Promise<WasmModule>;
  validate(bytes: Uint8Array): boolean;
  readonly Instance: new (
    module: WasmModule,
    imports: { readonly env: { readonly memory: WasmMemory } },
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

/** Compiled code. Threads can be handed one. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: "WebAssembly.Module";
}

/** Shared memory. It grows; the buffer is then another one of the same bytes. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
}

export const { compile, validate, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyInterface })
  .WebAssembly;
