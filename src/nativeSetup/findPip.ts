import type { Run } from "./programs.ts";
import { NativeSetupError } from "./setupError.ts";
import { isOlder } from "./wheel.ts";

/** A program with the arguments that come before all others. */
export interface Command {
  readonly program: string;
  readonly first: readonly string[];
}

const candidates: readonly Command[] = [
  { program: "python3", first: ["-m", "pip"] },
  { program: "pip3", first: [] },
  { program: "pip", first: [] },
  { program: "python", first: ["-m", "pip"] },
];

/** The first that takes a wheel for a platform and a Python that need not be its own. */
const oldest = "20.0";

/**
 * The first pip of this machine that is new enough.
 *
 * @throws NativeSetupError where there is none
 */
export async function findPip(run: Run, platform: NodeJS.Platform): Promise<Command> {
  const tooOld: string[] = [];
  for (const command of candidates) {
    const { output } = await run(command.program, [...command.first, "--version"]);
    const version = /^pip (\d+\.\d+)/m.exec(output)?.[1];
    if (version === undefined) continue;
    if (!isOlder(version, oldest)) return command;
    tooOld.push(version);
  }
  if (tooOld.length > 0) {
    throw new NativeSetupError(
      `pip ${tooOld[0]} is too old to download TensorFlow; ${oldest} is needed. Update it: python3 -m pip install --user --upgrade pip`,
    );
  }
  const how = platform === "darwin" ? "brew install python3" : "on Debian and Ubuntu: sudo apt install python3-pip";
  throw new NativeSetupError(`pip is not found, which downloads TensorFlow. Install Python 3 with it (${how}).`);
}
