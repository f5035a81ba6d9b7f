import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../../src/runs/events.ts";
import { reduceEvents } from "../../../src/runs/reduce.ts";
import type { RunState } from "../../../src/runs/runState.ts";
import { keyFigures } from "../../../webview/training/model/keyFigures.ts";
import { ledgersOf } from "../../../webview/training/model/ledger.ts";
import { progressOf } from "../../../webview/training/model/progress.ts";
import { sizeRows } from "../../../webview/training/model/sizes.ts";
import { statusOf } from "../../../webview/training/model/status.ts";
import { warningLines } from "../../../webview/training/model/warnings.ts";
import { straightRun } from "../../runs/straightRun.ts";
import { endOfPass, event, live, over, plain, shape, stateAfter, twoRules } from "./states.ts";

function figuresOf(state: RunState, liveness = live(0)) {
  return keyFigures(state, statusOf(state, liveness), progressOf(state, liveness)).map(({ name, value, note }) =>
    [name, value, note].map(plain),
  );
}

describe("the key figures", () => {
  it("answer what has been cut, at what cost, whether the file is smaller, and what comes next", () => {
    expect(figuresOf(stateAfter(twoRules(), endOfPass(4)), live(50))).toEqual([
      ["sparsity, pruned layers", "15.0 %", "asked 14.0 %"],
      ["test accuracy", "80.0 %", "▴ +80.00 points against dense"],
      ["dense model, gzip", "100 B", "pruned: measured when the run ends"],
      ["next prune event", "pass 6", "event 3 of 4 · in 49 s"],
    ]);
  });

  it("say of an accuracy that the newest event came after it", () => {
    expect(figuresOf(stateAfter(twoRules(), event(3)))[1][2]).toBe("▴ +83.33 points against dense · not since event 3");
  });

  it("are those of the end of a run that has completed", () => {
    expect(figuresOf(reduceEvents(twoRules()), over)).toEqual([
      ["sparsity, pruned layers", "50.0 %", "asked 28.0 %"],
      ["test accuracy", "91.7 %", "▴ +91.67 points against dense"],
      ["pruned model, gzip", "50 B", "−50.0 % against dense, gzip"],
      ["prune events", "4 of 4", "last before pass 9, masks frozen"],
    ]);
  });

  it("give a packed file its own bytes", () => {
    const state = reduceEvents(twoRules());
    const packed = { variant: "packed", path: "export/packed.spz", rawBytes: 20, gzipBytes: 23, accuracy: null };
    const sizes = [...(state.ended?.sizes ?? []), packed];
    const ended = state.ended && { ...state.ended, sizes };
    expect(figuresOf({ ...state, ended }, over)[2]).toEqual(["packed model", "20 B", "−80.0 % against dense, gzip"]);
  });

  it("say what will be measured before anything is", () => {
    const [first] = straightRun(shape);
    expect(figuresOf(reduceEvents([first]))).toEqual([
      ["sparsity, pruned layers", "0.0 %", "no prune event yet"],
      ["test accuracy", "–", "measured before the first pass"],
      ["model file, gzip", "–", "measured before pruning"],
      ["next prune event", "pass 0", "event 1 of 4"],
    ]);
  });

  it("look for the best pass of a run that prunes nothing", () => {
    const [sparsity, , size, best] = figuresOf(stateAfter(twoRules({ ...shape, tensors: 0 }), endOfPass(4)));
    expect(sparsity).toEqual(["sparsity", "–", "no rule prunes a layer"]);
    expect(size[2]).toBe("trained: measured when the run ends");
    expect(best).toEqual(["highest accuracy", "80.0 %", "after pass 4"]);
  });
});

describe("the sizes", () => {
  it("have only the dense file until the run ends, and say so", () => {
    const [dense, pruned, ...others] = sizeRows(stateAfter(twoRules(), endOfPass(4)), true);
    expect(others).toEqual([]);
    expect(dense).toMatchObject({
      name: "dense",
      bytes: { raw: 100, gzip: 100 },
      note: "before pruning",
      change: undefined,
    });
    expect(pruned).toMatchObject({ name: "pruned", bytes: undefined, note: "measured when the run ends" });
  });

  it("say of a run that did not end that it was not measured", () => {
    expect(sizeRows(stateAfter(twoRules(), endOfPass(4)), false)[1].note).toBe("not measured: the run did not end");
  });

  it("show any variant, whatever it is called", () => {
    const packed = { variant: "packedInt8", path: "export/x", rawBytes: 40, gzipBytes: 20, accuracy: null };
    const state = reduceEvents(
      twoRules().map((one): RunEvent => (one.type === "runEnded" ? { ...one, sizes: [...one.sizes, packed] } : one)),
    );
    const rows = sizeRows(state, false);
    expect(rows.map(({ name }) => name)).toEqual(["dense", "pruned", "packed int8"]);
    expect(rows[2]).toMatchObject({ change: -0.8, accuracy: undefined, note: "not measured", smallest: true });
  });
});

describe("the bytes of a packed form", () => {
  const tensors = [
    { tensor: "fc/kernel", size: 80, mask: 5, values: 20, scales: 0 },
    { tensor: "fc/bias", size: 0, mask: 0, values: 8, scales: 2 },
  ];
  const size = { variant: "packedFoldedInt8", path: "x", rawBytes: 42, gzipBytes: 42, accuracy: null };
  const measured: RunEvent = {
    type: "sizesMeasured",
    time: "2026-01-01T00:00:00.000Z",
    pass: 5,
    sizes: [{ ...size, ledger: { header: 7, tensors } }],
  };
  const state = reduceEvents(
    twoRules().flatMap((one): RunEvent[] =>
      one.type === "runEnded" ? [measured, { ...one, sizes: [...one.sizes, size] }] : [one],
    ),
  );

  it("are split by what they are for, and are all of the file", () => {
    const row = sizeRows(state, false).find(({ variant }) => variant === "packedFoldedInt8");
    expect(row?.parts).toEqual({ values: 28, mask: 5, other: 9 });
    expect(sizeRows(state, false)[0].parts).toBeUndefined();
  });

  it("have a row a tensor, which add up to the file with the header", () => {
    const [ledger, ...others] = ledgersOf(state);
    expect(others).toEqual([]);
    expect(ledger).toMatchObject({ name: "packed folded int8", header: 7, total: 42 });
    expect(ledger.rows.map(({ tensor, bytes, bitsAWeight }) => [tensor, bytes, bitsAWeight])).toEqual([
      ["fc/kernel", 25, 2.5],
      ["fc/bias", 10, undefined],
    ]);
  });
});

describe("the warnings", () => {
  it("are said once, however often they came, and when they first did", () => {
    const events = straightRun({ ...shape, warnings: [2] }).flatMap((one): RunEvent[] =>
      one.type === "warning" ? [one, one] : [one],
    );
    expect(warningLines(reduceEvents(events))).toEqual([
      { message: "before the run", times: 2, when: "before the first pass" },
      { message: "pass 2", times: 2, when: "pass 2" },
    ]);
  });
});
