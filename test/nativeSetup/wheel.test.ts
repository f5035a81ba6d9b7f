import { describe, expect, it } from "vitest";
import { thisMachine } from "../../src/nativeSetup/machine.ts";
import { wheelFor } from "../../src/nativeSetup/wheel.ts";
import { fails, prints, programs } from "./fakes.ts";

describe("the wheel for a machine", () => {
  it("is the one without code for GPUs on Linux x64", () => {
    expect(wheelFor({ platform: "linux", arch: "x64", glibc: "2.27" })).toMatchObject({
      project: "tensorflow-cpu",
      platformTag: "manylinux_2_27_x86_64",
      libraries: ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"],
      tried: true,
    });
  });

  it.each([
    ["linux", "arm64", "manylinux_2_27_aarch64", "libtensorflow_cc.so.2"],
    ["darwin", "arm64", "macosx_12_0_arm64", "libtensorflow_cc.2.dylib"],
    ["darwin", "x64", "macosx_10_15_x86_64", "libtensorflow_cc.2.dylib"],
  ] as const)("is there for %s %s, and known not to have been tried", (platform, arch, platformTag, library) => {
    const glibc = platform === "linux" ? "2.36" : undefined;
    const wheel = wheelFor({ platform, arch, glibc });
    expect(wheel).toMatchObject({ project: "tensorflow", platformTag, tried: false });
    expect(wheel).toHaveProperty("libraries", expect.arrayContaining([library]));
  });

  it("is of the last version that Intel Macs have", () => {
    expect(wheelFor({ platform: "darwin", arch: "x64", glibc: undefined })).toHaveProperty("version", "2.16.2");
  });

  it("is none where the C library is too old, or another one, and the sentence says which", () => {
    const linux = { platform: "linux", arch: "x64" } as const;
    expect(wheelFor({ ...linux, glibc: "2.9" })).toMatch(
      /needs version 2\.27 of the GNU C library; this Linux has 2\.9/,
    );
    expect(wheelFor({ ...linux, glibc: undefined })).toMatch(/GNU C library, which this Linux does not have/);
  });

  it("is none on Windows and on rare processors", () => {
    expect(wheelFor({ platform: "win32", arch: "x64", glibc: undefined })).toMatch(/no build for win32 x64/);
    expect(wheelFor({ platform: "linux", arch: "riscv64", glibc: "2.39" })).toMatch(/no build for linux riscv64/);
  });
});

describe("this machine", () => {
  it.runIf(process.platform === "linux")("has the C library that getconf names, or none", async () => {
    const glibc = async (getconf: ReturnType<typeof prints>) => (await thisMachine(programs({ getconf }).run)).glibc;
    expect(await glibc(prints("glibc 2.36\n"))).toBe("2.36");
    expect(await glibc(fails("getconf: GNU_LIBC_VERSION: unknown variable"))).toBeUndefined();
  });
});
