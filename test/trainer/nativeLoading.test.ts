import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { chooseEngine, reportEngines } from "../../src/trainer/engines/choose.ts";
import { EngineError, EngineMissing } from "../../src/trainer/engines/engine.ts";
import { describeLoadFailure } from "../../src/trainer/engines/native/loadFailure.ts";
import { loadTfjsNode } from "../../src/trainer/engines/native/tfjsNode.ts";
import { temporaryFolder } from "../cli/tinyRun.ts";

afterEach(() => vi.unstubAllEnvs());

/** Lets SPARSITY_NATIVE_ENGINE name a folder with a tfjs-node whose binding is these bytes, or that has none. */
async function nameEngine(binding: Uint8Array | undefined): Promise<string> {
  const folder = await temporaryFolder();
  const library = path.join(folder, "node_modules/@tensorflow/tfjs-node");
  await mkdir(path.join(library, "lib/napi-v8"), { recursive: true });
  await writeFile(path.join(library, "package.json"), '{ "main": "index.cjs" }');
  await writeFile(path.join(library, "index.cjs"), "exports.backend = () => ({});");
  if (binding) await writeFile(path.join(library, "lib/napi-v8/tfjs_binding.node"), binding);
  vi.stubEnv("SPARSITY_NATIVE_ENGINE", folder);
  return library;
}

/** Another library's addon, which finds the library that it needs only from where it is installed. */
async function sharpAddon(): Promise<Buffer> {
  const folder = fileURLToPath(new URL(`../../node_modules/@img/sharp-linux-${process.arch}/lib`, import.meta.url));
  const name = (await readdir(folder)).find((file) => file.endsWith(".node")) ?? "";
  return await readFile(path.join(folder, name));
}

function refusal(): EngineError {
  try {
    loadTfjsNode();
  } catch (error) {
    if (error instanceof EngineError) return error;
  }
  throw new Error("It was not refused.");
}

describe("a native engine that does not load is refused", () => {
  it("where the folder that is named has none, which no other makes up for", async () => {
    vi.stubEnv("SPARSITY_NATIVE_ENGINE", "/nowhere/at/all");
    expect(refusal().message).toMatch(
      /^SPARSITY_NATIVE_ENGINE names \/nowhere\/at\/all, which has no node_modules\/@tensorflow\/tfjs-node\. Set it up/,
    );
  });

  it("where it has no binding: the folder was named, so that this is no absence to pass over", async () => {
    const library = await nameEngine(undefined);
    expect(refusal().message).toContain(
      `${library} has no native binding. Set it up with: npx sparsity engines --set-up`,
    );
    expect(refusal()).not.toBeInstanceOf(EngineMissing);
  });

  it.runIf(process.platform === "linux").each([
    ["is empty", () => new Uint8Array(), "a file of it is damaged", "file too short"],
    ["is no library", () => Buffer.from("x".repeat(1000)), "a file of it is damaged", "invalid ELF header"],
    ["needs a library that is missing", (whole: Buffer) => whole, "a library that it needs is missing", "libvips"],
  ])("where its binding %s", async (_, change, meaning, loaderSays) => {
    const library = await nameEngine(change(await sharpAddon()));
    expect(refusal().message).toContain(`${library} does not load: ${meaning} (`);
    expect(refusal().message).toContain(loaderSays);
  });

  it.runIf(process.platform === "linux")("where its binding is cut short, which kills who loads it", async () => {
    const whole = await sharpAddon();
    await nameEngine(whole.subarray(0, whole.length / 2));
    expect(refusal().message).toMatch(/does not load: a file of it is damaged \(/);
  });
});

describe("an engine left to our choice", () => {
  it("is wasm where the native one is broken, and a note says why", async () => {
    await nameEngine(new Uint8Array());
    const { engine, note } = await chooseEngine("auto");
    expect(engine.name).toBe("wasm");
    expect(note).toMatch(/^SPARSITY_NATIVE_ENGINE names what does not work: .*does not load/);
    await expect(chooseEngine("native")).rejects.toThrow("does not load");
  });

  it("is reported with the reason of the one that does not work", async () => {
    const library = await nameEngine(undefined);
    const [native, wasm] = await reportEngines();
    expect(native).toMatchObject({ name: "native", available: false, reason: expect.stringContaining(library) });
    expect(wasm).toMatchObject({ name: "wasm", available: true });
  });
});

describe("what a loader says", () => {
  it.each([
    [
      "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by /e/tfjs_binding.node)",
      "it was built for a newer system than this one",
    ],
    ["/e/libtensorflow_cc.so.2: undefined symbol: _ZN6google8protobufE", "do not belong together"],
    ["dlopen(/e/tfjs_binding.node, 0x0001): Symbol not found: _TF_Version", "do not belong together"],
    ["libtensorflow_framework.so.2: cannot open shared object file: No such file or directory", "is missing"],
    ["dlopen(/e/tfjs_binding.node): Library not loaded: @rpath/libtensorflow_cc.2.dylib", "is missing"],
    ["dlopen(/e/x.node): tried: '/e/x.node' (mach-o file, but is an incompatible architecture)", "another processor"],
    ["loading it was ended by SIGILL", "instructions (AVX) that this processor lacks"],
    ["loading it was ended by SIGBUS", "damaged"],
  ])("has a meaning: %s", (loaderSays, meaning) => {
    expect(describeLoadFailure(loaderSays)).toContain(meaning);
    expect(describeLoadFailure(loaderSays)).toContain(`(${loaderSays})`);
  });

  it("is told as it is where nothing is known of it, one line of it", () => {
    expect(describeLoadFailure("Module did not self-register.\nRequire stack:")).toBe("Module did not self-register");
  });
});
