import type { ScrubberState } from "./scrubber.ts";

export interface LabelledStop {
  readonly event: number;
  readonly text: string;
  /** Along the track, 0..1. */
  readonly place: number;
  readonly isCurrent: boolean;
  readonly isReached: boolean;
}

/** Pixels that a label of one more digit takes, and the word for event 0. */
const digit = 8;
const gap = 8;
const startWidth = 34;
const rounds = [1, 2, 5];

/** The stops that have room for their number: round ones where there are many, and always the current one. */
export function stopLabels({ stops, reached, event }: ScrubberState, width: number): LabelledStop[] {
  const last = stops.length - 1;
  if (last < 1) return [];
  const room = digit * String(last).length + gap;
  const every = roundUp((room * last) / width);
  const pixels = (stop: number) => (stop / last) * width;
  const isFree = (stop: number) => {
    const least = stop === 0 || event === 0 ? (startWidth + room) / 2 : room;
    return stop === event || Math.abs(pixels(stop) - pixels(event)) >= least;
  };
  const chosen = stops.filter(
    ({ event: stop }) =>
      stop === event ||
      (isFree(stop) && (stop === 0 || (stop % every === 0 && pixels(stop) >= (startWidth + room) / 2))),
  );
  return chosen.map(({ event: stop }) => ({
    event: stop,
    text: stop === 0 ? "start" : String(stop),
    place: stop / last,
    isCurrent: stop === event,
    isReached: stop <= reached,
  }));
}

/** 1, 2, 5, 10, 20, … */
function roundUp(number: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, number)));
  return [...rounds, 10].map((round) => round * power).find((round) => round >= number) ?? 10 * power;
}
