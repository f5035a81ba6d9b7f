import { build } from "esbuild";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../src/runs/events.ts";
import { emptyRunState, reduce, reduceEvents } from "../../src/runs/reduce.ts";
import { type RunState, secondsLeft, sizesOf, sparsityOf } from "../../src/runs/runState.ts";
import { type Position, resumedAt, splitAt, straightRun } from "./straightRun.ts";

const shapes = fc.record({
  passes: fc.integer({ min: 1, max: 12 }),
  tensors: fc.integer({ min: 0, max: 3 }),
  interval: fc.integer({ min: 1, max: 4 }),
  warnings: fc.subarray([0, 1, 2, 5, 8]),
});

/** A state as plain data, without what a resume is meant to leave behind. */
function plain(state: RunState) {
  return {
    ...state,
    tensors: [...state.tensors],
    passes: state.passes.toArray().map(({ wallSeconds: _, ...pass }) => pass),
    prunes: state.prunes.toArray(),
    checkpoints: state.checkpoints.toArray(),
    warnings: state.warnings.toArray(),
    resumes: 0,
  };
}

/** Where a run that has got as far as `done` can be taken up: all that comes before has been written. */
function positionsIn(straight: readonly RunEvent[], done: readonly RunEvent[]): Position[] {
  const passes = straight.flatMap((event) => (event.type === "passEnded" ? [event.pass] : []));
  return passes
    .flatMap((pass) => [0, 1].map((batch) => ({ pass, batch })))
    .filter((position) => splitAt(straight, position)[0].every((event) => done.includes(event)));
}

const small = { passes: 6, tensors: 2, interval: 2, warnings: [1] };

describe("the state of a run", () => {
  it("gathers what the events say", () => {
    const state = reduceEvents(straightRun(small));
    expect(state.status).toBe("completed");
    expect(state.started?.passes).toBe(6);
    expect(state.dense).toEqual({ loss: 1, accuracy: 0 });
    expect(state.passes.toArray().map(({ pass }) => pass)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(state.passes.at(-1)).toMatchObject({ learningRate: 0.1 / 6, wallSeconds: 49, test: { accuracy: 5 / 6 } });
    expect(state.prunes.toArray().map(({ event, pass }) => [event, pass])).toEqual([
      [1, 0],
      [2, 2],
      [3, 4],
    ]);
    expect(state.tensors.get("conv1/kernel")?.pruned).toEqual({
      tensor: "conv1/kernel",
      ratio: 1 - 79 / 100,
      kept: 79,
      size: 100,
      nnz: 78,
      event: 3,
      pass: 4,
    });
    expect(sparsityOf(state)).toBeCloseTo(0.22, 10);
    expect(state.checkpoints.length).toBe(7);
    expect(state.warnings.toArray().map(({ message }) => message)).toEqual(["before the run", "pass 1"]);
    expect(sizesOf(state).map(({ variant }) => variant)).toEqual(["dense", "pruned"]);
  });

  it("is the empty one where nothing was written", () => {
    expect(reduceEvents([])).toBe(emptyRunState);
    expect(sparsityOf(emptyRunState)).toBeUndefined();
    expect(secondsLeft(emptyRunState)).toBeUndefined();
  });

  it("knows the pass under way", () => {
    const events = straightRun(small);
    const upToStart = events.slice(
      0,
      events.findIndex(({ type, pass }) => type === "passEnded" && pass === 3),
    );
    expect(reduceEvents(upToStart).current).toMatchObject({ pass: 3, learningRate: 0.1 / 4 });
    expect(reduceEvents(events).current).toBeUndefined();
  });

  it("after resumes is the one of a run without what was done in vain", () => {
    const crash = fc.record({ lost: fc.nat(40), resumedAt: fc.nat() });
    fc.assert(
      fc.property(shapes, fc.array(crash, { maxLength: 4 }), (shape, crashes) => {
        const straight = straightRun(shape);
        const log: RunEvent[] = [];
        let [before, sitting]: [RunEvent[], RunEvent[]] = [[], straight];
        for (const { lost, resumedAt: place } of crashes) {
          // A run that has not written its first checkpoint cannot be taken up.
          const opening = before.length === 0 ? splitAt(straight, { pass: 0, batch: 0 })[0].length : 0;
          const written = sitting.slice(0, Math.max(opening, sitting.length - lost));
          const reached = positionsIn(straight, [...before, ...written]);
          const position = reached[place % reached.length];
          log.push(...written, resumedAt(position));
          [before, sitting] = splitAt(straight, position);
        }
        log.push(...sitting);
        expect(plain(reduceEvents(log))).toEqual(plain(reduceEvents(straight)));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    { pass: 0, batch: 0 },
    { pass: 3, batch: 0 },
    { pass: 4, batch: 2 },
    { pass: 2, batch: 1 },
  ])("right after a resume at pass $pass, batch $batch is the one of what came before", (position) => {
    const straight = straightRun({ ...small, warnings: [1, 3, 4, 5] });
    const resumed = reduceEvents([...straight, resumedAt(position)]);
    const before = reduceEvents(splitAt(straight, position)[0]);
    const { lastTime: _, ...expected } = plain(before);
    const current = before.current && { ...before.current, since: undefined };
    expect(plain(resumed)).toMatchObject({ ...expected, current, status: "running", ended: undefined });
    expect(resumed.resumes).toBe(1);
  });

  it("keeps the learning rate of a pass that is taken up half way, and measures no wall time for it", () => {
    const straight = straightRun(small);
    const position = { pass: 3, batch: 2 };
    const [before, after] = splitAt(straight, position);
    const state = reduceEvents([...before, resumedAt(position), ...after]);
    expect(state.passes.at(3)).toMatchObject({ learningRate: 0.1 / 4, wallSeconds: undefined });
  });

  it("leaves earlier states as they were", () => {
    fc.assert(
      fc.property(shapes, fc.nat(12), (shape, pass) => {
        const events = straightRun(shape);
        const states: RunState[] = [];
        const snapshots: unknown[] = [];
        let state = emptyRunState;
        for (const event of [...events, resumedAt({ pass, batch: 0 }), ...splitAt(events, { pass: 0, batch: 0 })[1]]) {
          state = reduce(state, event);
          states.push(state);
          snapshots.push(plain(state));
        }
        expect(states.map(plain)).toEqual(snapshots);
      }),
      { numRuns: 50 },
    );
  });

  it("can be reduced by a web page: it needs neither Node nor the event schema", async () => {
    const { metafile } = await build({
      entryPoints: ["src/runs/reduce.ts", "src/runs/runState.ts"],
      bundle: true,
      write: false,
      outdir: ".cache",
      platform: "browser",
      metafile: true,
    });
    expect(Object.keys(metafile.inputs).sort()).toEqual([
      "src/runs/history.ts",
      "src/runs/reduce.ts",
      "src/runs/runState.ts",
    ]);
  });
});

describe("the estimate of the time left", () => {
  it("is the median of the newest passes for each pass that is left", () => {
    const events = straightRun({ ...small, passes: 10 });
    const fourPasses = events.slice(
      0,
      events.findIndex(({ type, pass }) => type === "passStarted" && pass === 4),
    );
    expect(secondsLeft(reduceEvents(fourPasses))).toBe(6 * 49);
  });

  it("is nothing once the run has ended, early or not", () => {
    expect(secondsLeft(reduceEvents(straightRun(small)))).toBe(0);
  });

  it("is unknown before the first pass has ended", () => {
    expect(secondsLeft(reduceEvents(straightRun(small).slice(0, 6)))).toBeUndefined();
  });
});
