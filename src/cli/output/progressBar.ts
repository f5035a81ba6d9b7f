import { SingleBar } from "cli-progress";
import { decimal, duration } from "../../runs/figures.ts";
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
  readonly #bar: SingleBar | undefined;
  #started = 0;
  #firstStep = 0;

  constructor(stream: NodeJS.WriteStream) {
    if (!stream.isTTY) return;
    this.#bar = new SingleBar({
      stream,
      format: "{bar} {percentage} %  ·  pass {pass}  ·  {loss}  ·  {left}",
      barCompleteChar: "█",
      barIncompleteChar: "░",
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      linewrap: false,
      fps: 8,
    });
  }

  update({ pass, step, steps, loss, paused }: Progress): void {
    if (!this.#bar) return;
    const payload = {
      pass,
      loss: loss === null ? "" : `loss ${decimal(loss)}`,
      left: paused ? "paused" : plain(this.#timeLeft(step, steps)),
    };
    if (this.#started === 0) {
      this.#started = performance.now();
      this.#firstStep = step;
      this.#bar.start(steps, step, payload);
    } else {
      this.#bar.update(step, payload);
    }
  }

  /** Prints a line above the bar. */
  line(text: string): void {
    if (this.#bar && this.#started > 0) process.stdout.write("\r\x1b[K");
    print(text);
  }

  stop(): void {
    this.#bar?.stop();
  }

  #timeLeft(step: number, steps: number): string {
    const done = step - this.#firstStep;
    if (done < 3) return "estimating the time left";
    const secondsPerStep = (performance.now() - this.#started) / 1000 / done;
    return `${duration((steps - step) * secondsPerStep)} left`;
  }
}
