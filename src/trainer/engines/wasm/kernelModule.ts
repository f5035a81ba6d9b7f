import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { packageRoot } from "../../packageRoot.ts";
import { EngineError } from "../engine.ts";
import { instantiate, type WasmMemory } from "./webAssembly.ts";

/** A byte offset into the backend's heap; 0 stands for "none" where that is allowed. */
export type Pointer = number;

/** What assembly/ exports. Its sources say what each function computes. */
export interface TrainingKernels {
  gemmScratch(): number;
  multiplyMatrices(
    a: Pointer,
    b: Pointer,
    c: Pointer,
    m: number,
    n: number,
    k: number,
    transposeA: boolean,
    transposeB: boolean,
    accumulate: boolean,
    scratch: Pointer,
  ): void;
  repeatRow(row: Pointer, to: Pointer, rows: number, columns: number): void;

  conv2dScratch(geometry: Pointer): number;
  conv2d(geometry: Pointer, x: Pointer, filter: Pointer, bias: Pointer, y: Pointer, scratch: Pointer): void;
  conv2dFilterGradient(geometry: Pointer, x: Pointer, dy: Pointer, gradient: Pointer, scratch: Pointer): void;
  conv2dInputGradient(geometry: Pointer, dy: Pointer, filter: Pointer, gradient: Pointer, scratch: Pointer): void;

  depthwiseScratch(geometry: Pointer): number;
  depthwiseFilterGradient(geometry: Pointer, x: Pointer, dy: Pointer, gradient: Pointer, scratch: Pointer): void;
  depthwiseInputGradient(geometry: Pointer, dy: Pointer, filter: Pointer, gradient: Pointer, scratch: Pointer): void;

  batchNormScratch(channels: number): number;
  batchNormTraining(
    x: Pointer,
    gamma: Pointer,
    beta: Pointer,
    y: Pointer,
    statistics: Pointer,
    rows: number,
    channels: number,
    epsilon: number,
    scratch: Pointer,
  ): void;
  batchNormGradient(
    x: Pointer,
    dy: Pointer,
    gamma: Pointer,
    statistics: Pointer,
    dx: Pointer,
    dGamma: Pointer,
    dBeta: Pointer,
    rows: number,
    channels: number,
    scratch: Pointer,
  ): void;
  movingAverage(average: Pointer, value: Pointer, to: Pointer, count: number, momentum: number): void;

  maxPoolGradient(geometry: Pointer, x: Pointer, dy: Pointer, gradient: Pointer): void;
  reluGradient(x: Pointer, dy: Pointer, gradient: Pointer, count: number): void;
  clipGradient(x: Pointer, dy: Pointer, gradient: Pointer, count: number, low: number, high: number): void;
  sumRows(x: Pointer, to: Pointer, rows: number, columns: number, scratch: Pointer): void;
  segmentSum(x: Pointer, ids: Pointer, to: Pointer, rows: number, width: number, segments: number): void;

  sgdUpdate(
    weights: Pointer,
    gradient: Pointer,
    mask: Pointer,
    to: Pointer,
    count: number,
    rate: number,
    l1: number,
    l2: number,
  ): void;
  momentumUpdate(
    weights: Pointer,
    gradient: Pointer,
    moment: Pointer,
    mask: Pointer,
    to: Pointer,
    count: number,
    rate: number,
    l1: number,
    l2: number,
    momentum: number,
    nesterov: boolean,
  ): void;
  adamUpdate(
    weights: Pointer,
    gradient: Pointer,
    moment1: Pointer,
    moment2: Pointer,
    mask: Pointer,
    to: Pointer,
    count: number,
    rate: number,
    l1: number,
    l2: number,
    beta1: number,
    beta2: number,
    correction1: number,
    correction2: number,
    epsilon: number,
    weightDecay: number,
  ): void;
  rmspropUpdate(
    weights: Pointer,
    gradient: Pointer,
    average: Pointer,
    moment: Pointer,
    mask: Pointer,
    to: Pointer,
    count: number,
    rate: number,
    l1: number,
    l2: number,
    rho: number,
    epsilon: number,
    momentum: number,
  ): void;
}

/** The compiler checks these counts against the interface, and loading checks them against the module. */
const parameterCounts: { [Name in keyof TrainingKernels]: Parameters<TrainingKernels[Name]>["length"] } = {
  gemmScratch: 0,
  multiplyMatrices: 10,
  repeatRow: 4,
  conv2dScratch: 1,
  conv2d: 6,
  conv2dFilterGradient: 5,
  conv2dInputGradient: 5,
  depthwiseScratch: 1,
  depthwiseFilterGradient: 5,
  depthwiseInputGradient: 5,
  batchNormScratch: 1,
  batchNormTraining: 9,
  batchNormGradient: 10,
  movingAverage: 5,
  maxPoolGradient: 4,
  reluGradient: 4,
  clipGradient: 6,
  sumRows: 5,
  segmentSum: 6,
  sgdUpdate: 8,
  momentumUpdate: 11,
  adamUpdate: 16,
  rmspropUpdate: 13,
};

/**
 * Loads the training kernels onto the heap of the tfjs wasm backend.
 *
 * @throws EngineError where the module is not built, or was built from other sources than these
 */
export async function loadTrainingKernels(memory: WasmMemory): Promise<TrainingKernels> {
  const file = path.join(packageRoot(), "dist", "kernels.wasm");
  if (!existsSync(file)) throw new EngineError(`The training kernels (${file}) are not built. Run "npm run build".`);
  const { instance } = await instantiate(await readFile(file), { env: { memory } });
  const { exports } = instance;
  for (const [name, count] of Object.entries(parameterCounts)) {
    const kernel = exports[name];
    if (typeof kernel !== "function" || kernel.length !== count) {
      throw new EngineError(`${file} has no ${name} of ${count} parameters: it is out of date. Run "npm run build".`);
    }
  }
  return exports as unknown as TrainingKernels;
}
