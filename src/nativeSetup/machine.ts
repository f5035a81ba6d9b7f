import type { Run } from "./programs.ts";

/** What an engine has to fit. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Version of the GNU C library; undefined where the system has none, or does not tell. */
  readonly glibc: string | undefined;
}

/** The machine that this runs on. */
export async function thisMachine(run: Run): Promise<Machine> {
  const { platform, arch } = process;
  return { platform, arch, glibc: platform === "linux" ? await glibcVersion(run) : undefined };
}

/** Alpine's getconf does not know the name. */
async function glibcVersion(run: Run): Promise<string | undefined> {
  const { output } = await run("getconf", ["GNU_LIBC_VERSION"]);
  return /^glibc (\d+\.\d+)/m.exec(output)?.[1];
}
