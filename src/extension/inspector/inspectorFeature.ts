import { window } from "vscode";
import type { Services } from "../services.ts";
import { inspectMasks } from "./inspectMasks.ts";
import { MaskInspectorEditors } from "./maskInspectorEditors.ts";

/** Mask inspectors and the command that opens them: what is loaded when the first of them is used. */
export class InspectorFeature {
  readonly editors: MaskInspectorEditors;
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
    this.editors = new MaskInspectorEditors(services);
  }

  inspect(parameters: readonly unknown[]): Promise<void> {
    return this.#attempt("Inspect Layer Masks", inspectMasks(this.#services, this.editors, parameters));
  }

  async #attempt(title: string, work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      const sentence = error instanceof Error ? error.message : String(error);
      this.#services.log.error(`${title}: ${sentence}`);
      void window.showErrorMessage(sentence);
    }
  }
}
