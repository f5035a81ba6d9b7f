import { access, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SetupEvent } from "../../src/nativeSetup/events.ts";
import type { Outside } from "../../src/nativeSetup/outside.ts";
import type { Run } from "../../src/nativeSetup/programs.ts";
import { setUpNativeEngine } from "../../src/nativeSetup/setUp.ts";
import { temporaryFolder } from "../cli/tinyRun.ts";
import { fails, prints, programs, write } from "./fakes.ts";
import { zipOf } from "./zip.ts";

beforeEach(() => {
  for (const name of ["CXX", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"]) vi.stubEnv(name, "");
});
afterEach(() => vi.unstubAllEnvs());

const wheel = zipOf({
  "tensorflow/libtensorflow_cc.so.2": "cc",
  "tensorflow/libtensorflow_framework.so.2": "framework",
  "tensorflow/include/tensorflow/c/c_api.h": "",
});
const binding = "node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node";

/** `npm install` puts tfjs-node there; `npm run install` is its own script, whose bucket is out of reach. */
const npm = async (args: readonly string[], { cwd = "" }) => {
  if (args[0] === "run") return fails("Error: getaddrinfo ENOTFOUND storage.googleapis.com")([], {});
  const library = path.join(cwd, "node_modules/@tensorflow/tfjs-node");
  await write(path.join(library, "package.json"), "{}");
  await write(path.join(library, "binding/tfjs_binding.cc"), "");
  return "added 128 packages";
};
const python3 = async (args: readonly string[]) => {
  if (args.includes("--version")) return "pip 23.2.1";
  const folder = args[args.indexOf("--dest") + 1] ?? "";
  await writeFile(path.join(folder, "tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl"), wheel);
  return "Successfully downloaded tensorflow-cpu";
};
const compiler = async (args: readonly string[], { cwd = "" }) => {
  if (args.includes("--version")) return "c++ 12";
  await writeFile(path.join(cwd, args.at(-1) ?? ""), "built");
  return "";
};

interface Machine {
  readonly folder: string;
  readonly outside: Outside;
  readonly calls: string[];
  readonly events: SetupEvent[];
}

/** A Linux where everything is at hand, but no bucket can be reached. An engine loads where its binding is. */
async function machine(
  changes: Partial<Outside> = {},
  replaced: Parameters<typeof programs>[0] = {},
): Promise<Machine> {
  const folder = path.join(await temporaryFolder(), "native");
  const { run, calls } = programs({ npm, python3, "c++": compiler, ...replaced });
  const outside: Outside = {
    runner: () => run,
    machine: async () => ({ platform: "linux", arch: "x64", glibc: "2.36" }),
    isReachable: async () => false,
    freeBytes: async () => 10e9,
    tryEngine: async (where) => {
      const available = await access(path.join(where, binding)).then(
        () => true,
        () => false,
      );
      return { name: "native", available, version: null, reason: available ? "TensorFlow" : "It has no binding." };
    },
    ...changes,
  };
  return { folder, outside, calls, events: [] };
}

function setUp({ folder, outside, events }: Machine, signal = new AbortController().signal) {
  return setUpNativeEngine(folder, (event) => events.push(event), signal, outside);
}

function told({ events }: Machine): string[] {
  return events.flatMap((event) =>
    event.type === "progress" ? [] : [event.type === "step" ? event.title : event.message],
  );
}

describe("the native engine", () => {
  it("is built against a wheel where its own binding cannot be reached: nothing is run in vain", async () => {
    const one = await machine();
    expect(await setUp(one)).toMatchObject({ folder: one.folder, isNew: true, engine: { available: true } });
    expect(await readFile(path.join(one.folder, binding), "utf8")).toBe("built");
    const library = path.join(one.folder, "node_modules/@tensorflow/tfjs-node");
    expect(await readdir(path.join(library, "deps/lib"))).toEqual([
      "libtensorflow_cc.so.2",
      "libtensorflow_framework.so.2",
    ]);
    expect(await readdir(one.folder)).toEqual(["node_modules", "package.json"]);
    expect(one.calls.filter((call) => call.startsWith("npm"))).toEqual([expect.stringContaining("--ignore-scripts")]);
    expect(told(one)).toEqual([
      "Looking for a binding that tfjs-node's makers have built",
      "tfjs-node's own binding cannot be had: https://storage.googleapis.com cannot be reached. So it is built here.",
      "Installing tfjs-node 4.22.0 with npm: 74 MB to download",
      "Downloading TensorFlow 2.21.0 with pip: 274 MB",
      "Unpacking libtensorflow: 853 MB",
      "Compiling the binding with c++",
      "Loading it",
    ]);
  });

  it("is tfjs-node's own where that can be had: no pip and no compiler is asked for", async () => {
    const own = async (args: readonly string[], options: { cwd?: string }) => {
      if (args[0] !== "run") return npm(args, options);
      await write(path.join(options.cwd ?? "", "lib/napi-v8/tfjs_binding.node"), "downloaded");
      return "";
    };
    const one = await machine({ isReachable: async () => true }, { npm: own });
    expect(await setUp(one)).toMatchObject({ isNew: true });
    expect(await readFile(path.join(one.folder, binding), "utf8")).toBe("downloaded");
    expect(one.calls.every((call) => call.startsWith("npm "))).toBe(true);
  });

  it("is built where its own install fails, which is told in one line", async () => {
    const one = await machine({ isReachable: async () => true });
    await setUp(one);
    expect(told(one)).toContainEqual(
      expect.stringMatching(
        /its install script ended with code 1 \(getaddrinfo ENOTFOUND .*native\.log\)\. So it is built/,
      ),
    );
  });

  it("that is there already is left as it is", async () => {
    const one = await machine();
    await setUp(one);
    const again = { ...one, calls: [] };
    one.calls.length = 0;
    expect(await setUp(again)).toMatchObject({ isNew: false, folder: one.folder });
    expect(one.calls).toEqual([]);
  });

  it("that is there and does not load is replaced", async () => {
    const one = await machine();
    await mkdir(one.folder);
    await write(path.join(one.folder, "package.json"), '{ "name": "sparsity-native-engine" }');
    await write(path.join(one.folder, "node_modules/@tensorflow/tfjs-node/package.json"), "{}");
    expect(await setUp(one)).toMatchObject({ isNew: true });
    expect(told(one)[0]).toBe("It has no binding. It is replaced.");
  });

  it("is refused before anything is downloaded where something is missing, and leaves nothing", async () => {
    const { "c++": _, ...rest } = { npm, python3, "c++": compiler };
    const { run, calls } = programs(rest);
    const one = await machine({ runner: () => run });
    await expect(setUp(one)).rejects.toThrow(/A C\+\+ compiler is needed/);
    expect(calls.filter((call) => /install|download/.test(call))).toEqual([]);
    expect(await readdir(path.dirname(one.folder))).toEqual(["native.log"]);
  });

  it.each([
    ["npm is not there", { npm: undefined }, "npm is not found."],
    ["npm fails", { npm: fails("npm error code ENOSPC") }, "npm could not install tfjs-node. The disk is full."],
    [
      "the index lacks the wheel",
      {
        python3: async (args: readonly string[]) =>
          args.includes("--version")
            ? "pip 23.2"
            : fails("ERROR: No matching distribution found for tensorflow-cpu==2.21.0")([], {}),
      },
      "pip finds no tensorflow-cpu 2.21.0 for manylinux_2_27_x86_64",
    ],
    [
      "the network fails",
      {
        python3: async (args: readonly string[]) =>
          args.includes("--version")
            ? "pip 23.2"
            : fails("Failed to establish a new connection\nERROR: No matching distribution found")([], {}),
      },
      "pip could not download TensorFlow 2.21.0. It cannot reach the package registry.",
    ],
    ["nothing comes out", { "c++": prints("") }, "What was built does not load here."],
  ])("is not set up where %s: a sentence says so, and nothing is left", async (_, replaced, sentence) => {
    const one = await machine({}, replaced as Parameters<typeof programs>[0]);
    await expect(setUp(one)).rejects.toThrow(sentence);
    expect(await readdir(path.dirname(one.folder))).toEqual(["native.log"]);
  });

  it("is refused on a system that has no wheel", async () => {
    const one = await machine({ machine: async () => ({ platform: "win32", arch: "x64", glibc: undefined }) });
    await expect(setUp(one)).rejects.toThrow("TensorFlow has no build for win32 x64");
  });

  it("that nobody has tried on such a machine is built all the same, and that is said", async () => {
    const one = await machine({ machine: async () => ({ platform: "linux", arch: "arm64", glibc: "2.36" }) });
    expect(await setUp(one)).toMatchObject({ isNew: true });
    expect(one.calls.find((call) => call.includes(" download "))).toContain("--platform manylinux_2_27_aarch64");
    expect(told(one)).toContain("Nobody has tried this on a machine like this one yet; on Linux x64 it works.");
  });

  it("that is called off leaves nothing", async () => {
    const interrupt = new AbortController();
    const one = await machine();
    const { run } = programs({ npm, python3, "c++": compiler });
    const interrupted: Run = async (command, ...rest) => {
      const outcome = await run(command, ...rest);
      if (command === "npm") interrupt.abort();
      interrupt.signal.throwIfAborted();
      return outcome;
    };
    await expect(
      setUp({ ...one, outside: { ...one.outside, runner: () => interrupted } }, interrupt.signal),
    ).rejects.toThrow("aborted");
    expect(await readdir(path.dirname(one.folder))).toEqual(["native.log"]);
  });
});
