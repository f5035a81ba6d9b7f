import pc from "picocolors";
import type { SetupEvent } from "../../nativeSetup/events.ts";
import type { NativeSetup } from "../../nativeSetup/setUp.ts";
import type { EngineReport } from "../../protocol/trainerMessages.ts";
import { bytes } from "../../runs/figures.ts";
import { engineLine } from "./engineLine.ts";
import { print } from "./print.ts";
import { TransferBar } from "./transferBar.ts";

/** Shows how the native engine is set up. */
export interface SetupView {
  show(event: SetupEvent): void;
  /** The engine works already, from wherever: nothing is set up. */
  found(engine: EngineReport): void;
  done(setup: NativeSetup): void;
  /** Leaves the terminal as it was. */
  close(): void;
}

/** One event a line. */
export class JsonSetupView implements SetupView {
  show(event: SetupEvent): void {
    console.log(JSON.stringify(event));
  }

  found(engine: EngineReport): void {
    console.log(JSON.stringify({ type: "found", engine }));
  }

  done(setup: NativeSetup): void {
    console.log(JSON.stringify({ type: "done", ...setup }));
  }

  close(): void {}
}

export class TerminalSetupView implements SetupView {
  readonly #bar = new TransferBar();

  show(event: SetupEvent): void {
    if (event.type === "progress") {
      this.#bar.update(event.done, event.total);
      return;
    }
    this.#bar.clear();
    print(event.type === "step" ? event.title : pc.yellow(event.message));
  }

  found(engine: EngineReport): void {
    print(`${engineLine(engine)}\nIt works already. To have one of its own all the same, name a folder.`);
  }

  done({ engine, folder, bytes: size, isNew }: NativeSetup): void {
    this.#bar.clear();
    print(`${engineLine(engine)}\n${isNew ? "Set up" : "It is there already"}: ${bytes(size)} in ${folder}`);
  }

  close(): void {
    this.#bar.clear();
  }
}
