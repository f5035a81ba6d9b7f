import { megabytes } from "./figures.ts";
import { findCompiler } from "./findCompiler.ts";
import { type Command, findPip } from "./findPip.ts";
import type { Machine } from "./machine.ts";
import type { Run } from "./programs.ts";
import { NativeSetupError } from "./setupError.ts";
import { npmBytes } from "./versions.ts";
import { type Wheel, wheelFor } from "./wheel.ts";

/** What it takes to build the binding against a wheel's libtensorflow. */
export interface BuildMeans {
  readonly wheel: Wheel;
  readonly pip: Command;
  readonly compiler: string;
  readonly platform: NodeJS.Platform;
}

/**
 * Looks for all of them, before anything large is downloaded.
 *
 * @param free bytes on the disk that will hold the engine
 * @throws NativeSetupError that names everything that is missing
 */
export async function findBuildMeans(machine: Machine, free: number, run: Run): Promise<BuildMeans> {
  const { platform } = machine;
  const wheel = wheelFor(machine);
  if (typeof wheel === "string") throw new NativeSetupError(wheel);
  const missing: string[] = [];
  const note = (error: unknown) => {
    if (!(error instanceof NativeSetupError)) throw error;
    missing.push(error.message);
  };
  const pip = await findPip(run, platform).catch(note);
  const compiler = await findCompiler(run, platform).catch(note);
  const needed = spaceFor(wheel);
  if (free < needed) {
    missing.push(
      `The disk has ${megabytes(free)} left, and ${megabytes(needed)} are needed meanwhile. Make room, or give a folder on another disk.`,
    );
  }
  if (!pip || !compiler || missing.length > 0) throw new NativeSetupError(missing.join(" "));
  return { wheel, pip, compiler, platform };
}

/** At the fullest moment: pip's temporary copy is gone before libtensorflow is unpacked. */
function spaceFor({ bytes, libraryBytes }: Wheel): number {
  return npmBytes.disk + bytes + Math.max(bytes, libraryBytes);
}
