import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Cells } from "../../../src/heatmap/cells.ts";
import type { CellRequest } from "../../../src/protocol/tensorViews.ts";
import { matrixLayout } from "../../../src/pruning/matrixLayout.ts";
import { createSource } from "../../../webview/heatmap/createSource.ts";
import { LocalSource } from "../../../webview/heatmap/localSource.ts";
import { RemoteSource } from "../../../webview/heatmap/remoteSource.ts";
import { cellsOf, generate } from "./generated.ts";

const conv = generate({ layer: "conv", shape: [3, 3, 8, 16], className: "Conv2D" });
const { weights, prunedAt, events } = conv;
const layout = matrixLayout(conv.entry.shape);
const whole = { kind: "whole", weights, prunedAt, events } as const;

function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("It is not known yet.");
  return value;
}

describe("a tensor whose values are here", () => {
  const source = new LocalSource(whole, layout);

  it("reads single weights exactly, and says when they go", () => {
    for (const index of [0, 5, 100, 1151]) {
      const [row, column] = [Math.floor(index / 16), index % 16];
      const removedAt = prunedAt?.[index] ?? 0;
      expect(source.read(row, column, 1, events)).toMatchObject({
        size: 1,
        kept: removedAt === 0 ? 1 : 0,
        event: removedAt,
        later: 0,
        value: weights[index],
      });
      expect(source.read(row, column, 1, 0)).toMatchObject({ kept: 1, event: 0, later: removedAt });
    }
  });

  it("reads cells of many weights as their means, fewer at the edge", () => {
    const cell = source.read(70, 14, 4, events);
    expect(cell.size).toBe(4);
    const inside = [70, 71].flatMap((row) => [14, 15].map((column) => row * 16 + column));
    expect(cell.kept).toBe(inside.filter((index) => prunedAt?.[index] === 0).length / 4);
    expect(cell.value).toBeUndefined();
  });

  it("has densities that are the facts' counts", () => {
    const { rowKept, columnKept } = known(source.facts(3));
    const density = known(source.density(3));
    expect(Array.from(density.rows, (share) => Math.round(share * 16))).toEqual([...rowKept]);
    expect(Array.from(density.columns, (share) => Math.round(share * 72))).toEqual([...columnKept]);
    expect(density.most).toBe(Math.max(...density.rows, ...density.columns));
  });

  it("knows the share kept at each event", () => {
    for (let event = 0; event <= events; event++) {
      expect(source.keptShare(event)).toBeCloseTo(1 - known(source.facts(event)).sparsity, 12);
    }
  });

  it("takes what is not zero for kept where there is no mask history", () => {
    const plain = new LocalSource(
      { kind: "whole", weights: Float32Array.of(0, 1, 0, 2), prunedAt: null, events: 0 },
      matrixLayout([2, 2]),
    );
    expect(plain.masked).toBe(false);
    expect(plain.keptShare(0)).toBe(0.5);
    expect(plain.read(0, 0, 1, 0)).toMatchObject({ kept: 0, event: 0, value: 0 });
    expect(plain.read(0, 0, 2, 0)).toMatchObject({ kept: 0.5, magnitude: 1.5 });
  });
});

describe("pictures of the whole", () => {
  beforeEach(() => {
    vi.stubGlobal("requestIdleCallback", (work: () => void) => setTimeout(work, 0));
    vi.stubGlobal("cancelIdleCallback", clearTimeout);
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("are prepared while nothing else happens, and kept", () => {
    const source = new LocalSource(whole, layout);
    source.prepare([4, 3, 2, 1], events);
    vi.runAllTimers();
    const window = { rowStart: 0, rowEnd: 72, columnStart: 0, columnEnd: 16, block: 2 };
    const first = source.picture(window, events);
    const second = source.picture({ ...window, rowStart: 8 }, events);
    expect(first.kind === "cells" && second.kind === "cells" && first.cells === second.cells).toBe(true);
  });
});

describe("a tensor of millions of weights", () => {
  it("is painted before its weights are counted, and says when they are", async () => {
    vi.stubGlobal("requestIdleCallback", (work: () => void) => setTimeout(work, 0));
    const side = 1024;
    const weights = new Float32Array(side * side).fill(1, 0, side);
    const source = new LocalSource({ kind: "whole", weights, prunedAt: null, events: 0 }, matrixLayout([side, side]));
    let told = 0;
    source.onPicture(() => told++);
    expect(source.picture({ rowStart: 0, rowEnd: 8, columnStart: 0, columnEnd: 8, block: 2 }, 0)).toBeDefined();
    expect([source.facts(0), source.density(0), source.keptShare(0)]).toEqual([undefined, undefined, undefined]);
    await vi.waitFor(() => expect(told).toBe(1));
    expect(source.keptShare(0)).toBe(1 / side);
    expect(source.facts(0)?.dead.rows).toBe(side - 1);
    vi.unstubAllGlobals();
  });
});

/** A host whose answers come when the test wants them. */
function slowHost() {
  const requests: CellRequest[] = [];
  const answers: { resolve: (cells: Cells) => void; reject: (error: Error) => void }[] = [];
  const cells = (request: CellRequest) => {
    requests.push(request);
    return new Promise<Cells>((resolve, reject) => answers.push({ resolve, reject }));
  };
  const answer = async () => {
    const request = requests[answers.length - 1];
    answers.at(-1)?.resolve(cellsOf(conv, request));
    await settled();
  };
  return { requests, cells, answer, answers };
}

const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

describe("a tensor too large to be sent", () => {
  const windowed = { kind: "windowed", masked: true, events } as const;
  const part = (rowStart: number) => ({ rowStart, rowEnd: rowStart + 4, columnStart: 0, columnEnd: 4, block: 1 });
  const large = matrixLayout([1024, 512]);

  function open(host: ReturnType<typeof slowHost>, failed: (error: Error) => void = () => {}) {
    return new RemoteSource("conv/kernel", windowed, large, host.cells, failed);
  }

  /** Cells of any window, all kept. */
  const full = ({ window }: CellRequest): Cells => {
    const rows = Math.ceil((window.rowEnd - window.rowStart) / window.block);
    const columns = Math.ceil((window.columnEnd - window.columnStart) / window.block);
    const size = rows * columns;
    return {
      rows,
      columns,
      kept: new Uint8Array(size).fill(255),
      level: new Uint8Array(size),
      event: new Uint16Array(size),
    };
  };

  it("shows the whole, coarse, until what is looked at has come", async () => {
    const host = slowHost();
    const source = open(host);
    let better = 0;
    source.onPicture(() => better++);
    expect(source.picture(part(0), events)).toBeUndefined();
    expect(host.requests[0].window).toEqual({ rowStart: 0, rowEnd: 1024, columnStart: 0, columnEnd: 512, block: 2 });
    host.answers[0].resolve(full(host.requests[0]));
    await settled();
    expect(better).toBe(1);
    const coarse = source.picture(part(0), events);
    expect(coarse?.kind === "cells" && coarse.window.block).toBe(2);
    expect(host.requests[1].window.block).toBe(1);
    host.answers[1].resolve(full(host.requests[1]));
    await settled();
    const exact = source.picture(part(0), events);
    expect(exact?.kind === "cells" && exact.window.block).toBe(1);
    expect(host.requests).toHaveLength(2);
  });

  it("asks for one part at a time, and for the newest wish next", async () => {
    const host = slowHost();
    const source = open(host);
    source.picture(part(0), events);
    host.answers[0].resolve(full(host.requests[0]));
    await settled();
    for (const row of [0, 100, 200, 300]) source.picture(part(row), events);
    expect(host.requests).toHaveLength(2);
    host.answers[1].resolve(full(host.requests[1]));
    await settled();
    expect(host.requests).toHaveLength(3);
    expect(host.requests[2].window.rowStart).toBe(298);
  });

  it("reads what it has seen, and nothing of what it has not", async () => {
    const host = slowHost();
    const source = open(host);
    source.picture(part(0), events);
    host.answers[0].resolve(full(host.requests[0]));
    await settled();
    expect(source.read(4, 4, 2, events)).toMatchObject({ size: 4, kept: 1, value: undefined });
    expect(source.read(4, 4, 1, events)).toBeUndefined();
    expect(source.keptShare(events)).toBeCloseTo(1, 5);
    expect(source.keptShare(1)).toBeUndefined();
  });

  it("says why a picture cannot be had", async () => {
    const host = slowHost();
    const failures: string[] = [];
    const source = open(host, ({ message }) => failures.push(message));
    source.picture(part(0), events);
    host.answers[0].reject(new Error("big.h5 has changed on disk."));
    await settled();
    expect(failures).toEqual(["big.h5 has changed on disk."]);
  });

  it("knows its scale of |w| where its statistics were measured", () => {
    const host = { cells: slowHost().cells, failed: () => {} };
    expect(createSource("conv/kernel", windowed, large, host).domain).toBeUndefined();
    const magnitudes = new Uint32Array(1024);
    magnitudes[500] = 4;
    const statistics = { magnitudes } as Parameters<typeof createSource>[4];
    expect(createSource("conv/kernel", windowed, large, host, statistics).domain?.high).toBeGreaterThan(0);
  });
});
