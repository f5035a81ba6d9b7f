import type { TrainerSetting } from "../protocol/trainerProcess.ts";
import { freeBytes } from "./freeBytes.ts";
import { isReachable } from "./isReachable.ts";
import { type Machine, thisMachine } from "./machine.ts";
import { programRunner, type Run } from "./programs.ts";
import { type TryEngine, tryEngine } from "./tryEngine.ts";

/** What setting up touches besides its folder. */
export interface Outside {
  /** Runs a program, and writes what it prints into a file. */
  readonly runner: (logFile: string, signal: AbortSignal) => Run;
  readonly machine: (run: Run) => Promise<Machine>;
  readonly isReachable: (url: string, signal: AbortSignal) => Promise<boolean>;
  /** What is left on the disk that holds a folder. */
  readonly freeBytes: (folder: string) => Promise<number>;
  readonly tryEngine: TryEngine;
}

/**
 * This computer.
 *
 * @param program path of dist/trainer.js, which tries the engine
 */
export function thisComputer(program: string, setting: TrainerSetting = {}): Outside {
  return {
    runner: programRunner,
    machine: thisMachine,
    isReachable,
    freeBytes,
    tryEngine: (folder) => tryEngine(folder, program, setting),
  };
}
