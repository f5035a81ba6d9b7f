import { percent } from "../../src/runs/figures.ts";
import { element, onWidth } from "../shared/dom.ts";
import { type LabelledStop, stopLabels } from "./stopLabels.ts";

/** A place of the scrubber: after a prune event, or, at 0, before the first. */
export interface ScrubberStop {
  readonly event: number;
  /** Undefined at 0. */
  readonly pass: number | undefined;
}

export interface ScrubberState {
  /** Stops from event 0, those that have not happened yet too. */
  readonly stops: readonly ScrubberStop[];
  /** The newest event that has happened. */
  readonly reached: number;
  readonly event: number;
  /** Share of pruned weights after that event, 0..1; undefined where it is not known (yet). */
  readonly sparsity: number | undefined;
  /** Whether that is counted, not read off a coarse picture. */
  readonly isExact: boolean;
}

export interface Scrubber {
  readonly node: HTMLElement;
  update(state: ScrubberState): void;
}

/** Half of the thumb: how far a native range's ends are from the middles of its first and last stops. */
const thumb = 7;
/** Milliseconds a stop, while the history plays. */
const pace = 700;

/**
 * The history of a mask: a stop a prune event, on a native range input, so that keys and screen readers work as
 * everywhere. Events that have not happened are seen, and cannot be reached. A button plays the history.
 *
 * @param choose hears the event that a person wants to see
 */
export function createScrubber(choose: (event: number) => void): Scrubber {
  const input = element("input", { type: "range", min: 0, step: 1, "aria-label": "Prune event" });
  const reach = element("div", { class: "reach" });
  const labels = element("div", { class: "stops", "aria-hidden": true });
  const track = element("div", { class: "track" }, reach, input, labels);
  const said = element("p", { class: "said" });
  const play = element("button", { type: "button", class: "play" });
  const node = element("div", { class: "scrubber" }, play, track, said);
  let state: ScrubberState = { stops: [], reached: 0, event: 0, sparsity: undefined, isExact: true };
  let width = 0;
  let playing: ReturnType<typeof setInterval> | undefined;

  const stop = () => {
    clearInterval(playing);
    playing = undefined;
    sayPlay();
  };
  const start = () => {
    choose(state.event >= state.reached ? 0 : state.event + 1);
    playing = setInterval(() => {
      if (state.event >= state.reached || !node.isConnected) stop();
      else choose(state.event + 1);
    }, pace);
    sayPlay();
  };
  const sayPlay = () => {
    const name = playing === undefined ? "Play the prune events" : "Stop";
    play.title = name;
    play.setAttribute("aria-label", name);
    play.classList.toggle("playing", playing !== undefined);
  };
  play.addEventListener("click", () => (playing === undefined ? start() : stop()));
  input.addEventListener("input", () => {
    if (playing !== undefined) stop();
    const wanted = Math.min(Number(input.value), state.reached);
    input.value = String(wanted);
    if (wanted !== state.event) choose(wanted);
  });
  labels.addEventListener("click", (event) => {
    const { left } = labels.getBoundingClientRect();
    const nearest = Math.round(((event.clientX - left) / width) * (state.stops.length - 1));
    choose(Math.max(0, Math.min(state.reached, nearest)));
  });
  sayPlay();

  const drawLabels = () => {
    if (width === 0) return;
    labels.replaceChildren(...stopLabels(state, width).map(labelNode));
  };
  onWidth(labels, (next) => {
    width = next;
    drawLabels();
  });

  return {
    node,
    update(next) {
      state = next;
      const last = next.stops.length - 1;
      const { event, reached } = next;
      input.max = String(last);
      input.value = String(event);
      input.disabled = reached === 0;
      play.disabled = reached === 0;
      reach.style.width = `calc((100% - ${2 * thumb}px) * ${last === 0 ? 0 : reached / last})`;
      const shown = next.stops[event];
      const words = stopWords(shown);
      input.setAttribute("aria-valuetext", [...words, sparsityWords(next)].join(", "));
      said.replaceChildren(
        element("b", {}, words[0] ?? ""),
        element("span", { class: "muted" }, words[1] ?? ""),
        element("b", {}, sparsityWords(next)),
      );
      drawLabels();
    },
  };
}

function stopWords(stop: ScrubberStop | undefined): string[] {
  if (!stop || stop.event === 0) return ["start", "before the first event"];
  return [`event ${stop.event}`, stop.pass === undefined ? "" : `pass ${stop.pass}`];
}

function sparsityWords({ sparsity, isExact }: ScrubberState): string {
  return `${percent(sparsity, isExact ? 1 : 0)} sparse`;
}

function labelNode({ text, place, isCurrent, isReached }: LabelledStop): HTMLElement {
  const node = element("span", { class: isCurrent ? "current" : isReached ? "" : "future" }, text);
  node.style.left = `${100 * place}%`;
  return node;
}
