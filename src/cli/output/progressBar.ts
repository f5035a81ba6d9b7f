import { MultiBar, type SingleBar } from "cli-progress";
import { decimal, duration } from "../../runs/figures.ts";
import { barStyle } from "./barStyle.ts";
import { plain, print } from "./print.ts";

/** Updates done over the whole run, of how many, and what the pass under way has measured. */
interface Progress {
  readonly pass: number;
  readonly step: number;
  readonly steps: number;
  readonly loss: number | null;
  readonly paused: boolean;
}

/** A bar at the bottom of a terminal with lines scrolling above it; in a pipe, the lines alone. */
export class ProgressBar {
  readonly #screen: MultiBar | undefined;
  #bar: SingleBar | undefined;
  #started = 0;
  #firstStep = 0;

  constructor() {
    // Where only standard output is redirected, the bar shows on its own.
    if (!process.stderr.isTTY) return;
    this.#screen = new MultiBar({ ...barStyle, format: "{bar} {percentage} %  ·  pass {pass}  ·  {loss}  ·  {left}" });
  }

  update({ pass, step, steps, loss, paused }: Progress): void {
    if (!this.#screen) return;
    const payload = {
      pass,
      loss: `loss ${decimal(loss)}`,
      left: paused ? "paused" : plain(this.#timeLeft(step, steps)),
    };
    if (this.#bar) {
      this.#bar.update(step, payload);
    } else {
      this.#started = performance.now();
      this.#firstStep = step;
      this.#bar = this.#screen.create(steps, step, payload);
    }
  }

  /** Prints a line above the bar. */
  line(text: string): void {
    if (this.#screen && this.#bar && process.stdout.isTTY) this.#screen.log(`${plain(text)}\n`);
    else print(text);
  }

  stop(): void {
    // Lines wait for the next redraw, which stopping does without.
    if (this.#bar) this.#screen?.update();
    this.#screen?.stop();
  }

  #timeLeft(step: number, steps: number): string {
    const done = step - this.#firstStep;
    if (done < 3) return "estimating the time left";
    const secondsPerStep = (performance.now() - this.#started) / 1000 / done;
    return `${duration((steps - step) * secondsPerStep)} left`;
  }
}
