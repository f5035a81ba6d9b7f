/// <reference lib="dom" />
import { matrixLayout } from "../src/pruning/matrixLayout.ts";
import { createSource } from "../webview/heatmap/createSource.ts";
import { createLayerView, type LayerView } from "../webview/heatmap/layerView.ts";
import type { HeatmapMode } from "../webview/heatmap/modes.ts";

/** What runs in the browser: the map of a square matrix, and gestures on it, each timed until its frame is drawn. */

export interface PrunedMatrix {
  readonly side: number;
  readonly weights: Float32Array;
  readonly prunedAt: Uint16Array;
  /** Passes of its prune events. */
  readonly passes: readonly number[];
}

/** Milliseconds, of each step where there are several. */
export interface HeatmapTimes {
  readonly firstPaint: number;
  readonly zoom: readonly number[];
  readonly pan: readonly number[];
  /** From one prune event to another. */
  readonly scrub: readonly number[];
}

/**
 * Milliseconds of work until the next frame is painted: what `act` does at once, and the frame itself. Waiting for the
 * frame to begin is no work.
 */
function workUntilPainted(act: () => void): Promise<number> {
  const started = performance.now();
  act();
  const acted = performance.now();
  return new Promise((resolve) => {
    requestAnimationFrame((frame) => {
      const { port1, port2 } = new MessageChannel();
      // A message that is posted in a frame is heard after that frame was laid out and painted.
      port2.onmessage = () => resolve(acted - started + performance.now() - Math.max(acted, frame));
      port1.postMessage(undefined);
    });
  });
}

function show(
  view: LayerView,
  { side, weights, prunedAt, passes }: PrunedMatrix,
  mode: HeatmapMode,
): (event: number) => void {
  const layout = matrixLayout([side, side]);
  const host = { cells: () => Promise.reject(new Error("nothing is windowed")), failed: () => {} };
  const values = { kind: "whole", weights, prunedAt, events: passes.length } as const;
  const source = createSource("layer/kernel", values, layout, host);
  const update = (event: number) =>
    view.update({
      tensor: { name: "layer/kernel", shape: [side, side], role: "kernel", className: "Dense" },
      layout,
      title: "layer",
      source,
      mode,
      event,
      eventPasses: passes,
      plannedPasses: [],
    });
  update(passes.length);
  return update;
}

async function repeat(steps: number, act: (step: number) => void): Promise<number[]> {
  const times: number[] = [];
  for (let step = 0; step < steps; step++) times.push(await workUntilPainted(() => act(step)));
  return times;
}

async function measure(matrix: PrunedMatrix, mode: HeatmapMode, steps: number): Promise<HeatmapTimes> {
  const view = createLayerView({
    maxHeight: () => window.innerHeight - 240,
    chooseMode: () => {},
    chooseEvent: () => {},
    save: () => {},
    failed: () => {},
  });
  document.body.replaceChildren(view.node);
  await workUntilPainted(() => {});
  let update: (event: number) => void = () => {};
  const firstPaint = await workUntilPainted(() => {
    update = show(view, matrix, mode);
  });
  const map = document.querySelector<HTMLCanvasElement>(".heatmap-map");
  if (!map) throw new Error("The page has no map.");

  const turn = (up: boolean, place: number) => {
    const { left, top, width, height } = map.getBoundingClientRect();
    const [clientX, clientY] = [left + width * place, top + height * 0.5];
    map.dispatchEvent(new WheelEvent("wheel", { deltaY: up ? -120 : 120, clientX, clientY, cancelable: true }));
  };
  // From the whole matrix to single values and back, again and again.
  const rungs = 15;
  const zoom = await repeat(steps, (step) => turn(step % (2 * rungs) < rungs, 0.3 + 0.1 * (step % 4)));
  for (let step = 0; step < 2 * rungs; step++) turn(false, 0.5);
  for (let step = 0; step < 3; step++) turn(true, 0.5);
  await workUntilPainted(() => {});
  const directions = ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"];
  const pan = await repeat(steps, (step) =>
    map.dispatchEvent(new KeyboardEvent("keydown", { key: directions[step % directions.length] })),
  );
  map.dispatchEvent(new KeyboardEvent("keydown", { key: "0" }));
  await workUntilPainted(() => {});
  const scrub = await repeat(matrix.passes.length, (event) => update(event));
  return { firstPaint, zoom, pan, scrub };
}

Object.assign(window, { measure });
