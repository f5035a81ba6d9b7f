/// <reference lib="dom" />
import { Channel, type Remote } from "../src/protocol/channel.ts";
import type { TrainingPanelHost, TrainingPanelView } from "../src/protocol/trainingPanel.ts";
import type { RunEvent } from "../src/runs/events.ts";

/** What runs in the browser: an extension for the training panel that is in the same page, and how long the panel works. */

export interface PanelTimes {
  /** From the first line of the page's script until the whole run is painted. */
  readonly replay: number;
  /** Milliseconds of the longest frame that each event makes, by its type. */
  readonly live: Readonly<Record<string, readonly number[]>>;
}

/**
 * @param before what has happened when the panel is opened
 * @param after what happens then, one by one
 * @param start runs the panel's script
 */
export async function measurePanel(
  before: readonly RunEvent[],
  after: readonly RunEvent[],
  start: () => void,
): Promise<PanelTimes> {
  const view = offerRun(before);
  const started = performance.now();
  start();
  while (!document.querySelector(".layers tbody tr")) await framePainted();
  const replay = performance.now() - started;
  const live: Record<string, number[]> = {};
  for (const event of after) {
    // Work that waits for idleness is done in between, as between two events of a real run.
    await new Promise((resolve) => setTimeout(resolve, 30));
    const times = live[event.type] ?? [];
    times.push(await longestFrame(() => void view.add([event])));
    live[event.type] = times;
  }
  return { replay, live };
}

function offerRun(events: readonly RunEvent[]): Remote<TrainingPanelView> {
  const held = events.filter(({ type }) => type === "pruned").length;
  const host: TrainingPanelHost = {
    open: () => ({ title: "run", events, liveness: { state: "live", progress: null }, cannotRun: null }),
    // Masks are those of when the panel was opened: how long newer ones take is the heatmap's benchmark.
    values: () => ({ kind: "whole", weights: new Float32Array(100), prunedAt: new Uint16Array(100), events: held }),
    cells: () => {
      throw new Error("All tensors are whole.");
    },
    control() {},
    resume() {},
    openMasks() {},
    showRule() {},
    exportReport() {},
    showFolder() {},
    save() {},
  };
  // Messages are cloned, as between two processes.
  const channel = new Channel<TrainingPanelHost, TrainingPanelView>(host, (message) => {
    window.dispatchEvent(new MessageEvent("message", { data: structuredClone(message) }));
  });
  Object.assign(window, {
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) => channel.receive(structuredClone(message)),
      getState: () => undefined,
      setState() {},
    }),
  });
  return channel.remote;
}

function framePainted(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** Frames that an event may be spread over. */
const frames = 2;

/**
 * Milliseconds of the longest of the frames that follow, each until it is painted, the first with what `act` does at once.
 * Waiting for a frame to begin is no work.
 */
async function longestFrame(act: () => void): Promise<number> {
  const started = performance.now();
  act();
  const acted = performance.now();
  let longest = 0;
  for (let frame = 0; frame < frames; frame++) {
    const work = await frameWork(acted);
    longest = Math.max(longest, frame === 0 ? work + acted - started : work);
  }
  return longest;
}

function frameWork(since: number): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame((begun) => {
      const { port1, port2 } = new MessageChannel();
      // A message that is posted in a frame is heard after that frame was laid out and painted.
      port2.onmessage = () => resolve(performance.now() - Math.max(since, begun));
      port1.postMessage(undefined);
    });
  });
}

Object.assign(window, { measurePanel });
