import { stat } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LiveLink } from "../../src/protocol/liveLink.ts";
import type { RunProgress, TrainerControl } from "../../src/protocol/trainerMessages.ts";
import { isLiveSocket } from "../../src/runs/liveSocket.ts";
import { LiveLinkServer } from "../../src/trainer/liveLink.ts";
import { until } from "../until.ts";

let server: LiveLinkServer;
let asked: TrainerControl[];
const ends: LiveLink[] = [];
beforeEach(async () => {
  asked = [];
  server = await LiveLinkServer.open((action) => asked.push(action));
});
afterEach(async () => {
  for (const end of ends.splice(0)) end.close();
  await server.close();
});

function progress(step: number, paused = false): RunProgress {
  return { type: "progress", pass: 0, step, steps: 100, loss: 0.5, accuracy: null, paused };
}

interface Watcher {
  readonly end: LiveLink;
  readonly heard: RunProgress[];
  readonly isClosed: () => boolean;
}

async function watch(socket = server.socket): Promise<Watcher> {
  const heard: RunProgress[] = [];
  let closed = 0;
  const end = await LiveLink.connect(socket, { progress: (told) => heard.push(told), closed: () => closed++ });
  ends.push(end);
  return { end, heard, isClosed: () => closed === 1 };
}

describe("a live link", () => {
  it("tells the newest progress at once to whoever connects, and then what is new", async () => {
    server.tell(progress(1));
    server.tell(progress(2));
    const { heard } = await watch();
    await until(() => heard.length > 0);
    expect(heard[0]).toEqual(progress(2));
    server.tell(progress(3, true));
    await until(() => heard.at(-1)?.step === 3);
    expect(heard.at(-1)).toEqual(progress(3, true));
  });

  it("gives a sign of life where nothing is new", async () => {
    server.tell(progress(7, true));
    const { heard } = await watch();
    await until(() => heard.length >= 3);
    expect(new Set(heard.map(({ step }) => step))).toEqual(new Set([7]));
  });

  it("hears all who are connected, and tells them all", async () => {
    const [one, other] = [await watch(), await watch()];
    one.end.control("pause");
    await until(() => asked.length === 1);
    other.end.control("continue");
    await until(() => asked.length === 2);
    expect(asked).toEqual(["pause", "continue"]);
    server.tell(progress(5));
    await until(() => one.heard.length > 0 && other.heard.length > 0);
    expect([one.heard[0], other.heard[0]]).toEqual([progress(5), progress(5)]);
  });

  it("goes on without one that has left", async () => {
    const [one, other] = [await watch(), await watch()];
    one.end.close();
    server.tell(progress(1));
    await until(() => other.heard.length > 0);
    other.end.control("stop");
    await until(() => asked.length > 0);
    expect(asked).toEqual(["stop"]);
    expect(one.isClosed()).toBe(false);
  });

  it("drops one that talks nonsense, and does what nobody has asked for", async () => {
    const other = await watch();
    const stranger = connect(server.socket);
    const dropped = new Promise((resolve) => stranger.on("close", resolve));
    stranger.write('{"type":"control","action":"explode"}\n{"type":"control","action":"stop"}\n');
    await dropped;
    expect(asked).toEqual([]);
    server.tell(progress(1));
    await until(() => other.heard.length > 0);
  });

  it("says that it is closed, and leaves nothing behind", async () => {
    const { isClosed } = await watch();
    await server.close();
    await until(isClosed);
    await expect(stat(path.dirname(server.socket))).rejects.toThrow("ENOENT");
    await expect(LiveLink.connect(server.socket, { progress() {}, closed() {} })).rejects.toThrow("ENOENT");
  });

  it.skipIf(process.platform === "win32")("is for its user alone", async () => {
    const modeOf = async (file: string) => (await stat(file)).mode & 0o777;
    expect(await modeOf(server.socket)).toBe(0o600);
    expect(await modeOf(path.dirname(server.socket))).toBe(0o700);
    expect(server.socket.length).toBeLessThan(100);
    expect(server.socket.startsWith(tmpdir())).toBe(true);
  });

  it("is told from other sockets, which a lock may name", () => {
    expect(isLiveSocket(server.socket)).toBe(true);
    for (const other of ["/var/run/docker.sock", "/tmp/sparsity-abcdef/../x/live.sock", "live.sock", ""]) {
      expect(isLiveSocket(other)).toBe(false);
    }
  });
});
