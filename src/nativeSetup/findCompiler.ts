import type { Run } from "./programs.ts";
import { NativeSetupError } from "./setupError.ts";

/**
 * The C++ compiler of this machine: the one that CXX names, else the first of the usual ones.
 *
 * @throws NativeSetupError where there is none
 */
export async function findCompiler(run: Run, platform: NodeJS.Platform): Promise<string> {
  const named = process.env.CXX;
  for (const compiler of [...(named ? [named] : []), "c++", "g++", "clang++"]) {
    if ((await run(compiler, ["--version"])).status === "succeeded") return compiler;
  }
  const how =
    platform === "darwin"
      ? "xcode-select --install"
      : "on Debian and Ubuntu: sudo apt install g++; on Fedora: sudo dnf install gcc-c++";
  throw new NativeSetupError(`A C++ compiler is needed to build the binding, and there is none. Install one (${how}).`);
}
