import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { packageRoot } from "../../packageRoot.ts";
import { EngineError } from "../engine.ts";
import { allowRelaxedSimd } from "./relaxedSimd.ts";
import type { PartKernel } from "./threads/sharedJob.ts";
import { compile, Instance, type WasmMemory, type WasmModule } from "./webAssembly.ts";

/** A byte offset into the backend's heap; 0 stands for "none" where that is allowed. */
export type Pointer = number;

/** Numbers that stand for false and true. */
type Flag = number;

/** What assembly/ exports for one thread alone. Its sources say what each function computes. */
export interface Kernels {
  gemmScratch(): number;
  chunkLength(): number;
  columnBlockRows(geometry: Pointer): number;
  conv2dScratch(geometry: Pointer): number;
  conv2dFilterScratch(geometry: Pointer): number;
  depthwiseScratch(geometry: Pointer): number;
  segmentCount(rows: number): number;
  segmentsScratch(rows: number, channels: number): number;
  batchNormScratch(channels: number): number;
  batchNormStatistics(
    moments: Pointer,
    gamma: Pointer,
    beta: Pointer,
    statistics: Pointer,
    rows: number,
    channels: number,
    epsilon: number,
  ): void;
  batchNormGradientScratch(channels: number): number;
  batchNormGradientFactors(
    sums: Pointer,
    gamma: Pointer,
    statistics: Pointer,
    dGamma: Pointer,
    dBeta: Pointer,
    factors: Pointer,
    rows: number,
    channels: number,
  ): void;
  movingAverage(average: Pointer, value: Pointer, to: Pointer, count: number, momentum: number): void;
  segmentSum(x: Pointer, ids: Pointer, to: Pointer, rows: number, width: number, segments: number): void;
  chunkCount(rows: number): number;
}

/** What it exports that computes parts of a result: the arguments, to which first, end and scratch are added. */
export interface PartArguments {
  multiplyMatrices: [
    a: Pointer,
    b: Pointer,
    bias: Pointer,
    c: Pointer,
    m: number,
    n: number,
    k: number,
    transposeA: Flag,
    transposeB: Flag,
    accumulate: Flag,
    byColumns: Flag,
  ];
  multiplyInChunks: [a: Pointer, b: Pointer, products: Pointer, m: number, n: number, k: number];
  conv2d: [geometry: Pointer, x: Pointer, filter: Pointer, bias: Pointer, y: Pointer];
  conv2dFilterGradients: [geometry: Pointer, x: Pointer, dy: Pointer, gradients: Pointer, start: number, stop: number];
  conv2dInputGradient: [geometry: Pointer, dy: Pointer, filter: Pointer, gradient: Pointer];
  imageToColumns: [geometry: Pointer, image: Pointer, start: number, columns: Pointer];
  depthwiseConv2d: [geometry: Pointer, x: Pointer, filter: Pointer, y: Pointer];
  depthwiseFilterGradients: [geometry: Pointer, x: Pointer, dy: Pointer, gradients: Pointer];
  depthwiseInputGradient: [geometry: Pointer, dy: Pointer, filter: Pointer, gradient: Pointer];
  batchNormMoments: [x: Pointer, moments: Pointer, rows: number, channels: number];
  batchNormScale: [x: Pointer, scale: Pointer, y: Pointer, channels: number, low: number, high: number];
  batchNormGradientSums: [
    x: Pointer,
    dy: Pointer,
    statistics: Pointer,
    sums: Pointer,
    rows: number,
    channels: number,
    low: number,
    high: number,
  ];
  batchNormGradient: [
    x: Pointer,
    dy: Pointer,
    statistics: Pointer,
    factors: Pointer,
    dx: Pointer,
    channels: number,
    low: number,
    high: number,
  ];
  maxPoolGradient: [geometry: Pointer, x: Pointer, dy: Pointer, gradient: Pointer];
  add: [a: Pointer, b: Pointer, y: Pointer];
  addRow: [x: Pointer, row: Pointer, y: Pointer, columns: number];
  relu: [x: Pointer, y: Pointer];
  reluGradient: [x: Pointer, dy: Pointer, gradient: Pointer];
  clipGradient: [x: Pointer, dy: Pointer, gradient: Pointer, low: number, high: number];
  addInOrder: [x: Pointer, to: Pointer, rows: number, columns: number, accumulate: Flag];
  sumChunks: [x: Pointer, sums: Pointer, rows: number, columns: number];
  sgdUpdate: [weights: Pointer, gradient: Pointer, mask: Pointer, to: Pointer, rate: number, l1: number, l2: number];
  momentumUpdate: [
    weights: Pointer,
    gradient: Pointer,
    moment: Pointer,
    mask: Pointer,
    to: Pointer,
    rate: number,
    l1: number,
    l2: number,
    momentum: number,
    nesterov: Flag,
  ];
  adamUpdate: [
    weights: Pointer,
    gradient: Pointer,
    moment1: Pointer,
    moment2: Pointer,
    mask: Pointer,
    to: Pointer,
    rate: number,
    l1: number,
    l2: number,
    beta1: number,
    beta2: number,
    correction1: number,
    correction2: number,
    epsilon: number,
    weightDecay: number,
  ];
  rmspropUpdate: [
    weights: Pointer,
    gradient: Pointer,
    average: Pointer,
    moment: Pointer,
    mask: Pointer,
    to: Pointer,
    rate: number,
    l1: number,
    l2: number,
    rho: number,
    epsilon: number,
    momentum: number,
  ];
}

/** The compiler checks these counts against the interface, and loading checks them against the module. */
const parameterCounts: { [Name in keyof Kernels]: Parameters<Kernels[Name]>["length"] } = {
  gemmScratch: 0,
  chunkLength: 0,
  columnBlockRows: 1,
  conv2dScratch: 1,
  conv2dFilterScratch: 1,
  depthwiseScratch: 1,
  segmentCount: 1,
  segmentsScratch: 2,
  batchNormScratch: 1,
  batchNormStatistics: 7,
  batchNormGradientScratch: 1,
  batchNormGradientFactors: 8,
  movingAverage: 5,
  segmentSum: 6,
  chunkCount: 1,
};

/** Likewise, without first, end and scratch. */
const argumentCounts: { [Name in keyof PartArguments]: PartArguments[Name]["length"] } = {
  multiplyMatrices: 11,
  multiplyInChunks: 6,
  conv2d: 5,
  conv2dFilterGradients: 6,
  conv2dInputGradient: 4,
  imageToColumns: 4,
  depthwiseConv2d: 4,
  depthwiseFilterGradients: 4,
  depthwiseInputGradient: 4,
  batchNormMoments: 4,
  batchNormScale: 6,
  batchNormGradientSums: 8,
  batchNormGradient: 8,
  maxPoolGradient: 4,
  add: 3,
  addRow: 4,
  relu: 2,
  reluGradient: 3,
  clipGradient: 5,
  addInOrder: 5,
  sumChunks: 4,
  sgdUpdate: 7,
  momentumUpdate: 10,
  adamUpdate: 15,
  rmspropUpdate: 12,
};

/** In the order in which threads know them. */
export const partKernelNames = Object.keys(argumentCounts) as readonly (keyof PartArguments)[];

/** The training kernels, on the memory that they work on. */
export interface KernelModule {
  readonly module: WasmModule;
  readonly memory: WasmMemory;
  readonly kernels: Kernels;
  /** In the order of `partKernelNames`. */
  readonly parts: readonly PartKernel[];
}

/**
 * Loads the training kernels onto the heap of the tfjs wasm backend.
 *
 * @throws EngineError where the module is not built, or was built from other sources than these
 */
export async function loadKernels(memory: WasmMemory): Promise<KernelModule> {
  const file = path.join(packageRoot(), "dist", "kernels.wasm");
  if (!existsSync(file)) throw new EngineError(`The training kernels (${file}) are not built. Run "npm run build".`);
  if (!allowRelaxedSimd()) {
    throw new EngineError(
      `Node ${process.versions.node} cannot run the training kernels: its WebAssembly has no relaxed SIMD.`,
    );
  }
  const module = await compile(await readFile(file));
  const { exports } = new Instance(module, { env: { memory } });
  const counts = [
    ...Object.entries(parameterCounts).map(([name, count]) => ({ name, fits: [count] })),
    // Not every kernel needs scratch; what is handed to a function beyond its parameters falls away.
    ...Object.entries(argumentCounts).map(([name, count]) => ({ name, fits: [count + 2, count + 3] })),
  ];
  for (const { name, fits } of counts) {
    const kernel = exports[name];
    if (typeof kernel !== "function" || !fits.includes(kernel.length)) {
      throw new EngineError(`${file} has no ${name} of ${fits[0]} parameters: it is out of date. Run "npm run build".`);
    }
  }
  return { module, memory, kernels: exports as unknown as Kernels, parts: partKernelsOf(exports) };
}

/** The kernels that compute parts, of an instance of the module. */
export function partKernelsOf(exports: Readonly<Record<string, unknown>>): readonly PartKernel[] {
  return partKernelNames.map((name) => exports[name] as PartKernel);
}
