import { SingleBar } from "cli-progress";
import { bytes } from "../../runs/figures.ts";
import { barStyle } from "./barStyle.ts";
import { plain } from "./print.ts";

/** A bar below the line of a step that moves many bytes; in a pipe, nothing. */
export class TransferBar {
  readonly #bar: SingleBar | undefined;

  constructor() {
    if (!process.stderr.isTTY) return;
    this.#bar = new SingleBar({ ...barStyle, format: "{bar} {percentage} %  ·  {amount}" });
  }

  update(done: number, total: number): void {
    const payload = { amount: plain(`${bytes(done)} of ${bytes(total)}`) };
    if (this.#bar?.isActive) this.#bar.update(done, payload);
    else this.#bar?.start(total, done, payload);
  }

  /** Before anything else is printed. */
  clear(): void {
    if (this.#bar?.isActive) this.#bar.stop();
  }
}
