import type { Group } from "./groups.ts";
import type { Timeline } from "./timeline.ts";

/** Values at one place of the pass axis. Undefined: nothing was measured there; nothing is interpolated. */
export interface Readout {
  /** Passes done. */
  readonly x: number;
  /** The event that is held right there. */
  readonly event: number | undefined;
  readonly groups: readonly { readonly group: Group; readonly reached: number | undefined; readonly asked: number }[];
  readonly accuracy: number | undefined;
  readonly trainLoss: number | undefined;
  readonly testLoss: number | undefined;
}

/** @param x a whole number of passes done */
export function readoutAt(timeline: Timeline, x: number): Readout {
  return {
    x,
    event: at(timeline.events, x)?.event,
    groups: timeline.groups.map(({ group, scheduled, reached }) => ({
      group,
      reached: x > timeline.passesDone ? undefined : (lastUpTo(reached, x)?.y ?? 0),
      asked: at(scheduled, x)?.y ?? 0,
    })),
    accuracy: at(timeline.accuracy.points, x)?.y,
    trainLoss: at(timeline.trainLoss.points, x)?.y,
    testLoss: at(timeline.testLoss.points, x)?.y,
  };
}

/** Of points in the order of x. */
function lastUpTo<At extends { readonly x: number }>(points: readonly At[], x: number): At | undefined {
  let end = points.length;
  for (let start = 0; start < end; ) {
    const middle = (start + end) >> 1;
    if (points[middle].x <= x) start = middle + 1;
    else end = middle;
  }
  return points[end - 1];
}

function at<At extends { readonly x: number }>(points: readonly At[], x: number): At | undefined {
  const point = lastUpTo(points, x);
  return point?.x === x ? point : undefined;
}
