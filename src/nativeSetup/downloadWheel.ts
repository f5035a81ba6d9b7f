import { mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { SetupContext } from "./context.ts";
import { programFailure, usualCause } from "./failure.ts";
import { megabytes } from "./figures.ts";
import type { Command } from "./findPip.ts";
import { NativeSetupError } from "./setupError.ts";
import type { Wheel } from "./wheel.ts";

/** Any Python's wheel will do: libtensorflow is the same in all. */
const anyPython = ["--implementation", "cp", "--python-version", "3.11", "--abi", "cp311"];

/**
 * Lets pip download a wheel, from wherever it is set to.
 *
 * @param folder to put it in
 * @returns the wheel's path
 * @throws NativeSetupError
 */
export async function downloadWheel(
  wheel: Wheel,
  pip: Command,
  folder: string,
  context: SetupContext,
): Promise<string> {
  const { run, tell, logFile } = context;
  const what = `TensorFlow ${wheel.version}`;
  tell({ type: "step", title: `Downloading ${what} with pip: ${megabytes(wheel.bytes)}` });
  const temporary = path.join(folder, "temporary");
  await mkdir(temporary, { recursive: true });
  const stopTelling = tellGrowth(folder, wheel.bytes, context);
  const outcome = await run(
    pip.program,
    [
      ...pip.first,
      "download",
      "--disable-pip-version-check",
      "--no-input",
      "--progress-bar=off",
      "--no-deps",
      "--only-binary=:all:",
      ...anyPython,
      "--platform",
      wheel.platformTag,
      "--dest",
      folder,
      `${wheel.project}==${wheel.version}`,
    ],
    // On the disk whose room has been looked at, and where its growth is seen.
    { env: { TMPDIR: temporary } },
  ).finally(stopTelling);
  await rm(temporary, { recursive: true, force: true });
  if (outcome.status !== "succeeded") {
    if (!usualCause(outcome.output) && /no matching distribution found/i.test(outcome.output)) {
      throw new NativeSetupError(
        `pip finds no ${wheel.project} ${wheel.version} for ${wheel.platformTag}: its package index has none, or cannot be reached. Let pip use one that has it, pypi.org for instance.`,
        [`All that it printed: ${logFile}`],
      );
    }
    throw programFailure(`pip could not download ${what}`, outcome, logFile);
  }
  const name = (await readdir(folder)).find((file) => file.endsWith(".whl"));
  if (!name) throw programFailure(`pip has downloaded no ${what}`, outcome, logFile);
  return path.join(folder, name);
}

const period = 500;

/** Tells how much of the wheel is there; pips that print it themselves are newer than many a system's. */
function tellGrowth(folder: string, total: number, { tell }: SetupContext): () => void {
  const timer = setInterval(async () => {
    const done = await sizeOfWheels(folder);
    if (done > 0) tell({ type: "progress", done: Math.min(done, total), total });
  }, period);
  return () => clearInterval(timer);
}

/** pip moves a file from its temporary folder when it is whole; the larger of two is the truth. */
async function sizeOfWheels(folder: string): Promise<number> {
  try {
    const files = await readdir(folder, { recursive: true });
    const sizes = files
      .filter((file) => file.endsWith(".whl"))
      .map(async (file) => (await stat(path.join(folder, file))).size);
    return Math.max(0, ...(await Promise.all(sizes)));
  } catch {
    // Moved away meanwhile.
    return 0;
  }
}
