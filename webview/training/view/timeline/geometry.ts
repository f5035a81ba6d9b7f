import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from "d3";
import { decimal, percent } from "../../../../src/runs/figures.ts";
import { accuracyRange, lossRange, type Range, sparsityRange } from "../../model/scales.ts";
import type { Timeline } from "../../model/timeline.ts";

/** Where things are in the timeline, in pixels. */

export type Scale = ScaleContinuousNumeric<number, number>;

export interface Panel {
  readonly title: string;
  readonly top: number;
  readonly bottom: number;
  readonly y: Scale;
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
}

export interface Geometry {
  readonly width: number;
  readonly height: number;
  /** The plot's edges; beyond `right` is the gutter with the lines' names. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: Scale;
  /** Absent in a run that prunes nothing. */
  readonly sparsity: Panel | undefined;
  /** Middle of the row of event marks. */
  readonly eventsAt: number;
  readonly accuracy: Panel | undefined;
  readonly loss: Panel | undefined;
  /** Whether there is room for the longer words. */
  readonly isWide: boolean;
  /** The same where everything has the same place. */
  readonly key: string;
}

const titleHeight = 22;
const eventsHeight = 22;
const axisHeight = 34;
const tickWidth = 44;
/** A group's name and its figures, one under the other. */
export const groupLabelHeight = 30;

/**
 * @param shown first and last pass of the axis
 * @param gutter room for the widest label at the right
 */
export function geometryOf(
  timeline: Timeline,
  shown: readonly [number, number],
  width: number,
  gutter: number,
): Geometry {
  const isWide = width > 520;
  const left = tickWidth;
  const right = Math.max(left + 80, width - gutter);
  const top = titleHeight;
  let next = 0;
  const place = (title: string, range: Range | undefined, height: number, options: PanelOptions): Panel | undefined => {
    if (!range) return undefined;
    const from = next + titleHeight;
    next = from + height;
    return panel(title, range, from, height, options);
  };
  const { groups } = timeline;
  const forLabels = groups.length * groupLabelHeight;
  const sparsity = place(
    "sparsity",
    groups.length === 0 ? undefined : sparsityRange(timeline),
    Math.max(isWide ? 158 : 130, forLabels),
    { ticks: 5, format: wholePercent },
  );
  const eventsAt = next + eventsHeight / 2 + 2;
  if (sparsity) next += eventsHeight;
  const accuracy = place("test accuracy", accuracyRange(timeline), isWide ? 96 : 84, {
    ticks: 4,
    format: wholePercent,
  });
  if (accuracy) next += 6;
  const losses = lossRange(timeline);
  const loss = place(losses?.logarithmic ? "loss, log scale" : "loss", losses, isWide ? 80 : 64, {
    ticks: 3,
    logarithmic: losses?.logarithmic,
    format: (value) => decimal(value, losses && losses.high < 0.1 ? 3 : 2),
  });
  const bottom = Math.max(next, titleHeight + 60);
  const places = { width, height: bottom + axisHeight, left, right, top, bottom, eventsAt, isWide };
  const ranges = [sparsity, accuracy, loss].map((one) => one && [one.title, one.bottom, one.y.domain()]);
  const key = JSON.stringify([places, shown, ranges]);
  return { ...places, x: scaleLinear(shown, [left, right]), sparsity, accuracy, loss, key };
}

interface PanelOptions {
  readonly ticks: number;
  readonly logarithmic?: boolean | undefined;
  readonly format: (value: number) => string;
}

function panel(title: string, { low, high }: Range, top: number, height: number, options: PanelOptions): Panel {
  const bottom = top + height;
  const y = (options.logarithmic ? scaleLog() : scaleLinear()).domain([low, high]).range([bottom, top]);
  const ticks = options.logarithmic ? y.ticks().filter(isPowerOfTen) : y.ticks(options.ticks);
  return { title, top, bottom, y, ticks, format: options.format };
}

function isPowerOfTen(value: number): boolean {
  return Number.isInteger(Math.round(Math.log10(value) * 1e6) / 1e6);
}

/** Axes get no more decimals than their ticks need. */
function wholePercent(share: number): string {
  return percent(share, Number.isInteger(Math.round(share * 1e6) / 1e4) ? 0 : 1);
}
