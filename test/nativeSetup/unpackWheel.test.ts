import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { unpackWheel } from "../../src/nativeSetup/unpackWheel.ts";
import type { Wheel } from "../../src/nativeSetup/wheel.ts";
import { temporaryFolder } from "../cli/tinyRun.ts";
import { contextOf, programs } from "./fakes.ts";
import { zipOf } from "./zip.ts";

const wheel: Wheel = {
  project: "tensorflow-cpu",
  version: "2.21.0",
  platformTag: "manylinux_2_27_x86_64",
  bytes: 1000,
  libraries: ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"],
  libraryBytes: 7,
  tried: true,
};

const entries = {
  "tensorflow/libtensorflow_cc.so.2": "cc..",
  "tensorflow/include/tensorflow/c/eager/c_api.h": "eager",
  "tensorflow/include/tensorflow/c/eager/c_api.cc": "no header",
  "tensorflow/include/tensorflow/core/platform/ctstring_internal.h": "ctstring",
  "tensorflow/include/tensorflow/core/kernels/conv_2d.h": "a kernel",
  "tensorflow/include/xla/tsl/c/tsl_status.h": "status",
  "tensorflow/python/_pywrap_tensorflow_internal.so": "Python",
  "tensorflow/libtensorflow_framework.so.2": "fw.",
};

async function unpack(changes: Readonly<Record<string, string>> = entries) {
  const folder = await temporaryFolder();
  const file = path.join(folder, "made-up.whl");
  await writeFile(file, zipOf(changes));
  const context = contextOf(programs({}).run);
  const target = path.join(folder, "deps");
  return { file, target, context, done: () => unpackWheel(file, wheel, target, context) };
}

describe("a wheel", () => {
  it("gives its libraries and the headers of the C interface, and nothing else", async () => {
    const { target, done } = await unpack();
    await done();
    const files = await readdir(target, { recursive: true, withFileTypes: true });
    const names = files.filter((file) => file.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
    expect(names.map((name) => path.relative(target, name).replaceAll("\\", "/")).sort()).toEqual([
      "include/tensorflow/c/eager/c_api.h",
      "include/tensorflow/core/platform/ctstring_internal.h",
      "include/xla/tsl/c/tsl_status.h",
      "lib/libtensorflow_cc.so.2",
      "lib/libtensorflow_framework.so.2",
    ]);
    expect(await readFile(path.join(target, "lib", "libtensorflow_cc.so.2"), "utf8")).toBe("cc..");
  });

  it("is told byte by byte while it is unpacked", async () => {
    const { context, done } = await unpack();
    await done();
    expect(context.events.filter(({ type }) => type === "progress")).toEqual([
      { type: "progress", done: 4, total: 7 },
      { type: "progress", done: 7, total: 7 },
    ]);
  });

  it("is refused by name where a library is missing, and where it is cut short", async () => {
    const { "tensorflow/libtensorflow_framework.so.2": _, ...rest } = entries;
    await expect((await unpack(rest)).done()).rejects.toThrow(
      "made-up.whl has no tensorflow/libtensorflow_framework.so.2.",
    );
    const { file, done } = await unpack();
    await truncate(file, 200);
    await expect(done()).rejects.toThrow(/TensorFlow could not be unpacked from .*made-up\.whl/);
  });
});
