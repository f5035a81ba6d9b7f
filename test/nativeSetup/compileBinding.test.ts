import path from "node:path";
import { describe, expect, it } from "vitest";
import { compileBinding } from "../../src/nativeSetup/compileBinding.ts";
import { temporaryFolder } from "../cli/tinyRun.ts";
import { contextOf, fails, prints, programs, write } from "./fakes.ts";

async function library(): Promise<string> {
  const folder = await temporaryFolder();
  for (const file of ["tfjs_backend.cc", "tfjs_backend.h", "tfjs_binding.cc"]) {
    await write(path.join(folder, "binding", file), "");
  }
  return folder;
}

async function commandOn(platform: NodeJS.Platform, libraries: readonly string[]): Promise<string> {
  const { run, calls } = programs({ "c++": prints("") });
  const compilation = { compiler: "c++", headers: "/node-api/include", libraries, platform };
  await compileBinding(await library(), compilation, contextOf(run));
  return calls.join("\n").replaceAll("\\", "/");
}

describe("the binding", () => {
  it("is one shared library on Linux, which finds libtensorflow beside itself", async () => {
    expect(await commandOn("linux", ["libtensorflow_cc.so.2"])).toBe(
      "c++ -std=c++17 -O2 -DNAPI_VERSION=8 -I/node-api/include -Ideps/include -shared -fPIC -Wl,-rpath,$ORIGIN/../../deps/lib binding/tfjs_backend.cc binding/tfjs_binding.cc deps/lib/libtensorflow_cc.so.2 -o lib/napi-v8/tfjs_binding.node",
    );
  });

  it("is a bundle on macOS, which finds Node-API in the program that loads it", async () => {
    const command = await commandOn("darwin", ["libtensorflow_cc.2.dylib"]);
    expect(command).toContain("-bundle -undefined dynamic_lookup -Wl,-rpath,@loader_path/../../deps/lib");
    expect(command).toContain("deps/lib/libtensorflow_cc.2.dylib -o");
  });

  it("that does not compile is told with the compiler's last words", async () => {
    const { run } = programs({ "c++": fails("binding.cc:3: error: 'TF_Version' was not declared in this scope") });
    const compilation = { compiler: "c++", headers: "/h", libraries: [], platform: "linux" } as const;
    await expect(compileBinding(await library(), compilation, contextOf(run, "/l/native.log"))).rejects.toMatchObject({
      message: "The binding does not compile: it ended with code 1.",
      problems: [expect.stringContaining("'TF_Version' was not declared"), "All that it printed: /l/native.log"],
    });
  });
});
