import type { Machine } from "./machine.ts";
import { lastTensorflowForIntelMacs, tensorflowVersion } from "./versions.ts";

/** A Python wheel of TensorFlow. */
export interface Wheel {
  /** Its project in Python's package index. */
  readonly project: string;
  readonly version: string;
  /** As in the wheel's name: `manylinux_2_27_x86_64`. */
  readonly platformTag: string;
  /** Of the download. */
  readonly bytes: number;
  /** Files in its folder `tensorflow`. */
  readonly libraries: readonly string[];
  /** Of the libraries, unpacked. */
  readonly libraryBytes: number;
  /** Whether anybody has set up an engine with it, not only looked at what it holds. */
  readonly tried: boolean;
}

/** The oldest GNU C library that the wheels for Linux run on; their platform tag says it too. */
const neededGlibc = "2.27";

const onLinux = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];
const onMacs = ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"];

const wheels: Readonly<Record<string, Wheel>> = {
  "linux-x64": {
    // Without the code for GPUs, which makes it three times as large.
    project: "tensorflow-cpu",
    version: tensorflowVersion,
    platformTag: "manylinux_2_27_x86_64",
    bytes: 273_829_956,
    libraries: onLinux,
    libraryBytes: 853_308_936,
    tried: true,
  },
  "linux-arm64": {
    project: "tensorflow",
    version: tensorflowVersion,
    platformTag: "manylinux_2_27_aarch64",
    bytes: 281_828_020,
    libraries: onLinux,
    libraryBytes: 883_062_208,
    tried: false,
  },
  "darwin-arm64": {
    project: "tensorflow",
    version: tensorflowVersion,
    platformTag: "macosx_12_0_arm64",
    bytes: 223_405_849,
    libraries: onMacs,
    libraryBytes: 740_805_624,
    tried: false,
  },
  "darwin-x64": {
    project: "tensorflow",
    version: lastTensorflowForIntelMacs,
    platformTag: "macosx_10_15_x86_64",
    bytes: 259_588_062,
    libraries: onMacs,
    libraryBytes: 735_388_648,
    tried: false,
  },
};

/** The wheel for a machine, or a sentence on why there is none. */
export function wheelFor({ platform, arch, glibc }: Machine): Wheel | string {
  const wheel = wheels[`${platform}-${arch}`];
  if (!wheel) return `TensorFlow has no build for ${platform} ${arch} that a binding could be built against.`;
  if (platform !== "linux") return wheel;
  if (glibc === undefined) return `TensorFlow is built for the GNU C library, which this Linux does not have.`;
  if (isOlder(glibc, neededGlibc)) {
    return `TensorFlow ${wheel.version} needs version ${neededGlibc} of the GNU C library; this Linux has ${glibc}.`;
  }
  return wheel;
}

/** Compares versions of two numbers. */
export function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split(".").map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}
