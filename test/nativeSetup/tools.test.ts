import { afterEach, describe, expect, it, vi } from "vitest";
import { findBuildMeans } from "../../src/nativeSetup/buildMeans.ts";
import { findCompiler } from "../../src/nativeSetup/findCompiler.ts";
import { findPip } from "../../src/nativeSetup/findPip.ts";
import { fails, prints, programs } from "./fakes.ts";

afterEach(() => vi.unstubAllEnvs());

const noModule = fails("/usr/bin/python3: No module named pip");
const newPip = prints("pip 23.2.1 from /usr/lib/python3/dist-packages/pip (python 3.11)");
const oldPip = prints("pip 9.0.1 from /usr/lib/python2.7/dist-packages (python 2.7)");

describe("pip", () => {
  it("is Python's own module where there is one", async () => {
    const { run } = programs({ python3: newPip, pip3: newPip });
    expect(await findPip(run, "linux")).toEqual({ program: "python3", first: ["-m", "pip"] });
  });

  it("is looked for under its other names, and those that are too old are passed over", async () => {
    const { run } = programs({ python3: noModule, pip3: oldPip, pip: newPip });
    expect(await findPip(run, "linux")).toEqual({ program: "pip", first: [] });
  });

  it("is missed with a sentence on how to get it, or a newer one", async () => {
    await expect(findPip(programs({ python3: noModule }).run, "linux")).rejects.toThrow(
      /pip is not found.*sudo apt install python3-pip/,
    );
    await expect(findPip(programs({}).run, "darwin")).rejects.toThrow("brew install python3");
    await expect(findPip(programs({ pip: oldPip }).run, "linux")).rejects.toThrow(/pip 9\.0 is too old.*--upgrade pip/);
  });
});

describe("the compiler", () => {
  it("is the one that CXX names, else the first of the usual ones", async () => {
    const { run } = programs({ "g++": prints("g++ 12"), "clang++": prints("clang 19") });
    vi.stubEnv("CXX", "clang++");
    expect(await findCompiler(run, "linux")).toBe("clang++");
    vi.stubEnv("CXX", "");
    expect(await findCompiler(run, "linux")).toBe("g++");
  });

  it("is missed with a sentence on how to get it", async () => {
    vi.stubEnv("CXX", "");
    await expect(findCompiler(programs({}).run, "linux")).rejects.toThrow(
      /C\+\+ compiler is needed.*apt install g\+\+/,
    );
    await expect(findCompiler(programs({}).run, "darwin")).rejects.toThrow("xcode-select --install");
  });
});

describe("the means to build a binding", () => {
  const linux = { platform: "linux", arch: "x64", glibc: "2.36" } as const;

  const plenty = 10e9;

  it("are all looked for before one that is missing is told", async () => {
    vi.stubEnv("CXX", "");
    await expect(findBuildMeans(linux, plenty, programs({}).run)).rejects.toThrow(/pip is not found.*compiler/);
  });

  it("are none where there is no wheel", async () => {
    const { run } = programs({ python3: newPip, "c++": prints("c++ 12") });
    await expect(findBuildMeans({ ...linux, glibc: "2.17" }, plenty, run)).rejects.toThrow("this Linux has 2.17");
  });
});
