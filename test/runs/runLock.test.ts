import { spawnSync } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newLiveSocket } from "../../src/runs/liveSocket.ts";
import { RunLock, readLock } from "../../src/runs/runLock.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "lock-"));
  file = path.join(folder, "run.lock");
});
afterEach(() => rm(folder, { recursive: true }));

async function leave(holder: object): Promise<void> {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  await writeFile(file, JSON.stringify({ pid, host: hostname(), token: "x", ...holder }));
}

describe("what a lock says of its holder", () => {
  it("is how to reach it, while it holds the lock", async () => {
    const reach = { socket: await newLiveSocket(), errorFile: path.join(folder, "errors.log") };
    const lock = await RunLock.acquire(file, reach);
    expect(await readLock(file)).toMatchObject({ state: "held", holder: { pid: process.pid, ...reach } });
    await lock.release();
    expect(await readLock(file)).toEqual({ state: "free" });
    await rm(path.dirname(reach.socket), { recursive: true });
  });

  it("is that it is dead, or on another computer", async () => {
    await leave({});
    expect((await readLock(file)).state).toBe("dead");
    await leave({ host: "elsewhere" });
    expect((await readLock(file)).state).toBe("elsewhere");
  });

  it("is refused where the socket is none of ours: the lock may be anybody's", async () => {
    await leave({ socket: "/var/run/docker.sock" });
    await expect(readLock(file)).rejects.toThrow(`The lock ${file} is damaged.`);
  });

  it.skipIf(process.platform === "win32")(
    "of a dead holder goes away with its socket when it is taken over",
    async () => {
      const socket = await newLiveSocket();
      await writeFile(socket, "");
      await leave({ socket });
      await (await RunLock.acquire(file)).release();
      await expect(stat(path.dirname(socket))).rejects.toThrow("ENOENT");
    },
  );
});
