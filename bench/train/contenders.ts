import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { python } from "../python.ts";
import type { EngineRun } from "./engineContender.ts";

/** A way to train that takes part: a program that keeps to the protocol of `ContenderProcess`. */
export interface Contender {
  readonly name: string;
  readonly title: string;
  readonly command: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it answers `evaluate`. */
  readonly evaluates: boolean;
}

/** From the bundle in .cache/bench. */
const pythonProgram = fileURLToPath(new URL("../../bench/train/contender.py", import.meta.url));
/** Where the engines of this project run: the bundle of engineContender.ts, beside this benchmark's own. */
const engineProgram = fileURLToPath(new URL("engineContender.mjs", import.meta.url));

/** TensorFlow reads how many threads it may use as its library loads, so each number is a process of its own. */
const tensorflowThreads = (count: number) => ({ TF_NUM_INTRAOP_THREADS: String(count) });

function engine(name: string, title: string, how: EngineRun, environment = {}): Contender {
  return { name, title, command: [process.execPath, engineProgram, how], environment, evaluates: true };
}

function peer(name: string, title: string, module: string, environment = {}): Contender {
  return { name, title, command: [python, pythonProgram, module], environment, evaluates: false };
}

const quiet = { TF_CPP_MIN_LOG_LEVEL: "3" };
const threads = availableParallelism();

export const contenders: readonly Contender[] = [
  engine("native-1", "native, 1 thread", "native", tensorflowThreads(1)),
  engine("native-all", `native, ${threads} threads`, "native", tensorflowThreads(threads)),
  engine("eager", "native eager", "eager", tensorflowThreads(threads)),
  engine("wasm", "wasm", "wasm"),
  peer("keras", "Keras", "keras_steps", quiet),
  peer("keras-1", "Keras, 1 thread", "keras_steps", { ...quiet, ...tensorflowThreads(1) }),
  peer("tfmot", "TF-MOT", "tfmot_steps", { ...quiet, TF_USE_LEGACY_KERAS: "1" }),
  peer("torch", "torch", "torch_steps"),
];
