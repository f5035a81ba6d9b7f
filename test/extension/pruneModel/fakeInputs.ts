import type { InputBox, QuickInputButton, QuickPick, QuickPickItem } from "vscode";
import type { QuickInputs } from "../../../src/extension/pruneModel/steps/multiStep.ts";

class Emitter<Value> {
  readonly #listeners: ((value: Value) => void)[] = [];
  readonly event = (listener: (value: Value) => void) => {
    this.#listeners.push(listener);
    return { dispose() {} };
  };
  fire(value: Value): void {
    for (const listener of this.#listeners) listener(value);
  }
}

export const backButton = { iconPath: undefined } as unknown as QuickInputButton;

/** A list or a box as a test sees it: what is shown, and what a person can do. */
class FakeInput {
  title = "";
  step = 0;
  totalSteps = 0;
  placeholder = "";
  busy = false;
  buttons: readonly QuickInputButton[] = [];
  canSelectMany = false;
  value = "";
  validationMessage: { message: string; severity: number } | undefined;
  selectedItems: readonly QuickPickItem[] = [];
  activeItems: readonly QuickPickItem[] = [];
  isShown = false;
  readonly #accept = new Emitter<void>();
  readonly #hide = new Emitter<void>();
  readonly #change = new Emitter<string>();
  readonly #button = new Emitter<QuickInputButton>();
  readonly onDidAccept = this.#accept.event;
  readonly onDidHide = this.#hide.event;
  readonly onDidChangeValue = this.#change.event;
  readonly onDidTriggerButton = this.#button.event;
  #items: readonly QuickPickItem[] = [];

  get items(): readonly QuickPickItem[] {
    return this.#items;
  }

  set items(items: readonly QuickPickItem[]) {
    this.#items = items;
    this.activeItems = items.filter(({ kind }) => kind !== -1).slice(0, 1);
  }

  get labels(): string[] {
    return this.#items.filter(({ kind }) => kind !== -1).map(({ label }) => label);
  }

  show(): void {
    this.isShown = true;
  }

  dispose(): void {
    this.isShown = false;
    this.#hide.fire();
  }

  /** Enter on the item whose label holds this text; on the active one without. */
  choose(text?: string): void {
    if (text !== undefined) this.moveTo(text);
    this.selectedItems = this.activeItems;
    this.#accept.fire();
  }

  moveTo(text: string): void {
    const item = this.#items.find(({ label }) => label.includes(text));
    if (!item) throw new Error(`There is no ${text} among ${this.labels.join(", ")}.`);
    this.activeItems = [item];
  }

  pick(...texts: string[]): void {
    this.selectedItems = this.#items.filter(({ label }) => texts.includes(label));
    this.#accept.fire();
  }

  type(text: string): void {
    this.value = text;
    this.#change.fire(text);
  }

  enter(text: string): void {
    this.type(text);
    this.#accept.fire();
  }

  back(): void {
    this.#button.fire(backButton);
  }

  escape(): void {
    this.dispose();
  }
}

/** Quick inputs without VS Code; `current` is the one on the screen. */
export class FakeInputs implements QuickInputs {
  readonly backButton = backButton;
  readonly shown: FakeInput[] = [];
  readonly refuse: (sentence: string) => void;

  constructor(refuse: (sentence: string) => void = () => {}) {
    this.refuse = refuse;
  }

  createQuickPick<Item extends QuickPickItem>(): QuickPick<Item> {
    return this.#create() as unknown as QuickPick<Item>;
  }

  createInputBox(): InputBox {
    return this.#create() as unknown as InputBox;
  }

  /** The next question, when it is there and has been told all it waits for. */
  async next(): Promise<FakeInput> {
    for (const end = Date.now() + 10_000; Date.now() < end; ) {
      await new Promise((resolve) => setTimeout(resolve));
      const last = this.shown.at(-1);
      if (last?.isShown && !last.busy) return last;
    }
    throw new Error("No question is asked.");
  }

  #create(): FakeInput {
    const input = new FakeInput();
    this.shown.push(input);
    return input;
  }
}
