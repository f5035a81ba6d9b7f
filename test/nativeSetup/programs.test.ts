import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { programRunner } from "../../src/nativeSetup/programs.ts";
import { temporaryFolder } from "../cli/tinyRun.ts";
import { until } from "../until.ts";

const logFile = path.join(await temporaryFolder(), "native.log");
const node = process.execPath;

describe("a program that is run", () => {
  const run = programRunner(logFile, new AbortController().signal);

  it("tells how it ended and what it printed, on both streams, and the log has it too", async () => {
    const { status, end, output } = await run(node, [
      "-e",
      "console.log('out'); console.error('err'); process.exit(3)",
    ]);
    expect([status, end, output.trim().split("\n").sort()]).toEqual(["failed", "ended with code 3", ["err", "out"]]);
    expect(await readFile(logFile, "utf8")).toContain("out\n");
    expect((await run(node, ["-e", ""])).status).toBe("succeeded");
  });

  it("gets its variables in addition to ours", async () => {
    const script = "console.log(process.env.TMPDIR, process.env.PATH === process.argv[1])";
    const { output } = await run(node, ["-e", script, process.env.PATH ?? ""], { env: { TMPDIR: "/elsewhere" } });
    expect(output).toBe("/elsewhere true\n");
  });

  it("may not be there", async () => {
    expect((await run("no-such-program-anywhere", [])).status).toBe("notFound");
  });

  it.skipIf(process.platform === "win32")("is ended when it is called off, with all that it has started", async () => {
    const interrupt = new AbortController();
    const spawning = `
      const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
      console.log("child " + child.pid);`;
    const running = programRunner(logFile, interrupt.signal)(node, ["-e", spawning]);
    const child = await until(async () => /child (\d+)/.exec(await readFile(logFile, "utf8"))?.[1]);
    interrupt.abort();
    await expect(running).rejects.toThrow(/aborted/);
    await until(async () => !isAlive(Number(child)));
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
