import "./header.css";
import { thinSpace } from "../../../src/runs/figures.ts";
import type { RunState } from "../../../src/runs/runState.ts";
import { element, setText } from "../../shared/dom.ts";
import { type IconName, icon } from "../../shared/icons.ts";
import { badge, iconButton, setDisabled } from "../../shared/toolkit.ts";
import type { Progress } from "../model/progress.ts";
import { type Controls, controlsOf, type PageStatus } from "../model/status.ts";
import { roughly } from "../model/wording.ts";

export interface HeaderModel {
  readonly title: string;
  readonly state: RunState;
  readonly status: PageStatus;
  readonly progress: Progress | undefined;
  /** Whether there is somebody to do what the buttons ask. */
  readonly controllable: boolean;
  /** Why nothing can be started or resumed here. */
  readonly cannotRun: string | null;
}

export interface HeaderActions {
  pause(): void;
  continue(): void;
  stop(): void;
  resume(): void;
}

export interface Header {
  readonly node: HTMLElement;
  update(model: HeaderModel): void;
}

const words: Readonly<Record<PageStatus, string>> = {
  starting: "Starting",
  running: "Running",
  paused: "Paused",
  ending: "Writing the model",
  elsewhere: "Running elsewhere",
  completed: "Finished",
  stopped: "Stopped",
  failed: "Failed",
  interrupted: "Interrupted",
};

const icons: Partial<Record<PageStatus, IconName>> = {
  paused: "pause",
  stopped: "stop",
  failed: "error",
  interrupted: "warning",
};

/** Name, state, how far, and what can be done about it. Its nodes stay, so that focus and pointer keep their button. */
export function createHeader(actions: HeaderActions, menu: HTMLElement): Header {
  const name = element("h1");
  const engine = badge("");
  const buttons: Readonly<Record<keyof Controls, HTMLElement>> = {
    pause: iconButton("Pause after this batch", "pause", actions.pause),
    continue: iconButton("Continue", "continue", actions.continue),
    stop: iconButton("Stop; the run can be resumed", "stop", actions.stop),
    resume: iconButton("Resume from the newest checkpoint", "resume", actions.resume),
  };
  const status = element("span", { class: "status", role: "status" });
  const passes = element("b");
  const batches = element("span", { class: "muted batches" });
  const bar = element("i");
  const progress = element("div", { class: "progress", role: "progressbar", "aria-label": "Passes done" }, bar);
  const time = element("span", { class: "muted time" });
  const node = element(
    "header",
    {},
    element(
      "div",
      { class: "title-row" },
      name,
      engine,
      element("span", { class: "grow" }),
      ...Object.values(buttons),
      menu,
    ),
    element("div", { class: "progress-row" }, status, passes, batches, progress, time),
  );
  let shown: PageStatus | undefined;

  return {
    node,
    update({ title, state, status: now, progress: at, controllable, cannotRun }) {
      setText(name, state.started?.name ?? title);
      const used = state.started?.engine;
      engine.hidden = !used;
      if (used) {
        setText(engine, `${used.name} · ${used.detail}`);
        engine.title = used.version;
      }
      const controls = controlsOf(now, state);
      for (const key of ["pause", "continue", "stop", "resume"] as const) {
        buttons[key].hidden = !controls[key] || !controllable;
        if (key === "resume") setDisabled(buttons.resume, cannotRun !== null);
      }
      if (now !== shown) {
        const drawing = icons[now];
        status.className = `status ${now}`;
        status.replaceChildren(drawing ? icon(drawing) : element("i", { class: "dot" }), words[now]);
        shown = now;
      }
      const share = at ? Math.min(1, at.passesDone / at.passes) : 0;
      bar.style.transform = `scaleX(${share})`;
      progress.hidden = now === "completed" || !at;
      progress.setAttribute("aria-valuenow", String(Math.round(100 * share)));
      setText(passes, at ? passText(at, now) : "");
      setText(batches, at?.batch ? `batch ${at.batch.done} of ${at.batch.all}` : "");
      setText(time, at ? timeText(at, now, state, controllable) : "");
    },
  };
}

function passText({ passesDone, passes }: Progress, status: PageStatus): string {
  const done = Math.floor(passesDone);
  if (status !== "completed") return `pass ${done} of ${passes}`;
  return done === passes ? `${passes} passes` : `${done} of ${passes} passes`;
}

function timeText(progress: Progress, status: PageStatus, state: RunState, isLive: boolean): string {
  const { secondsAPass, secondsLeft } = progress;
  const pace = secondsAPass === undefined ? "" : `${secondsAPass.toFixed(1)}${thinSpace}s a pass`;
  if (isLive && status === "running" && secondsLeft !== undefined) return `${pace} · ${roughly(secondsLeft)} left`;
  if (status === "completed" && state.started && state.lastTime) {
    const seconds = (Date.parse(state.lastTime) - Date.parse(state.started.time)) / 1000;
    return `in ${roughly(seconds)}${pace === "" ? "" : ` · ${pace}`}`;
  }
  return pace;
}
