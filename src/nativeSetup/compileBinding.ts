import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import type { SetupContext } from "./context.ts";
import { programFailure } from "./failure.ts";
import { nodeApiVersion } from "./versions.ts";

/**
 * Compiles tfjs-node's binding against the libtensorflow in its `deps`, to where it looks for it. The binding is plain C++
 * on two C interfaces, so that one call of a compiler does it; node-gyp would want Python and all of Node.js's headers.
 *
 * @param library tfjs-node's folder
 * @param headers the folder of node_api.h
 * @param libraries file names of libtensorflow
 * @throws NativeSetupError
 */
export async function compileBinding(
  library: string,
  { compiler, headers, libraries, platform }: Compilation,
  { run, tell, logFile }: SetupContext,
): Promise<void> {
  tell({ type: "step", title: `Compiling the binding with ${compiler}` });
  const output = path.join("lib", `napi-v${nodeApiVersion}`, "tfjs_binding.node");
  await mkdir(path.join(library, path.dirname(output)), { recursive: true });
  const sources = (await readdir(path.join(library, "binding"))).filter((file) => file.endsWith(".cc"));
  const parts = [
    ...sources.map((file) => path.join("binding", file)),
    ...libraries.map((file) => path.join("deps", "lib", file)),
  ];
  const includes = [headers, path.join("deps", "include")].map((folder) => `-I${folder}`);
  const settings = ["-std=c++17", "-O2", `-DNAPI_VERSION=${nodeApiVersion}`, ...includes];
  const outcome = await run(compiler, [...settings, ...linking(platform), ...parts, "-o", output], { cwd: library });
  if (outcome.status !== "succeeded") throw programFailure("The binding does not compile", outcome, logFile);
}

export interface Compilation {
  readonly compiler: string;
  readonly headers: string;
  readonly libraries: readonly string[];
  readonly platform: NodeJS.Platform;
}

/** An addon finds Node-API in the program that loads it, and libtensorflow by its own place, wherever that is moved. */
function linking(platform: NodeJS.Platform): string[] {
  return platform === "darwin"
    ? ["-bundle", "-undefined", "dynamic_lookup", "-Wl,-rpath,@loader_path/../../deps/lib"]
    : ["-shared", "-fPIC", "-Wl,-rpath,$ORIGIN/../../deps/lib"];
}
