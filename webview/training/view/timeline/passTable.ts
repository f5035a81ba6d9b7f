import { decimal, notMeasured, percent } from "../../../../src/runs/figures.ts";
import { readoutAt } from "../../model/readout.ts";
import type { Timeline } from "../../model/timeline.ts";

/** Names of the columns. */
export function passTableHead({ groups }: Timeline): string[] {
  return [
    "passes done",
    "prune event",
    ...groups.map(({ group }) => group.label),
    "accuracy",
    "train loss",
    "test loss",
  ];
}

/** A row for every pass that has ended, and one for the dense network. */
export function passTableRows(timeline: Timeline): string[][] {
  return Array.from({ length: Math.floor(timeline.passesDone) + 1 }, (_, x) => {
    const at = readoutAt(timeline, x);
    return [
      String(x),
      at.event === undefined ? notMeasured : String(at.event),
      ...at.groups.map(({ reached, asked }) => `${percent(reached)}, asked ${percent(asked)}`),
      percent(x === 0 ? timeline.accuracy.dense : at.accuracy),
      decimal(at.trainLoss, 3),
      decimal(x === 0 ? timeline.testLoss.dense : at.testLoss, 3),
    ];
  });
}
