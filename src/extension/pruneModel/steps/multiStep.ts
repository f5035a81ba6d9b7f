import type { InputBox, QuickInputButton, QuickPick, QuickPickItem } from "vscode";
import type { Reply } from "../draft/numberAnswers.ts";

/** Of `vscode.window`, what questions are asked with. */
export interface QuickInputs {
  createQuickPick<Item extends QuickPickItem>(): QuickPick<Item>;
  createInputBox(): InputBox;
  readonly backButton: QuickInputButton;
  /** Tells why something cannot be chosen. */
  refuse(sentence: string): void;
}

/** Asks one or more questions and names the step that follows; undefined after the last. */
export type Step = () => Promise<Step | undefined>;

interface Question {
  readonly title: string;
  /** Which of the steps this is, from 1. */
  readonly step: number;
  readonly totalSteps: number;
}

/** A line of a list. */
export interface Pickable extends QuickPickItem {
  /** Why it cannot be chosen, in a sentence. */
  readonly refusal?: string;
}

export interface PickQuestion<Item extends Pickable> extends Question {
  readonly placeholder: string;
  readonly items: readonly Item[];
  /** Which item is at hand first; the first one where absent. */
  readonly active?: Item | undefined;
  /** Shows better lists as they become known, until it resolves; the signal says that nobody looks any more. */
  readonly refine?: (show: (items: readonly Item[]) => void, signal: AbortSignal) => Promise<void>;
  /** Whether an item can be chosen; else it is only there to be read. */
  readonly accepts?: (item: Item) => boolean;
}

export interface PickManyQuestion<Item extends QuickPickItem> extends Question {
  readonly placeholder: string;
  readonly items: readonly Item[];
  readonly picked: readonly Item[];
}

export interface AskQuestion<Value> extends Question {
  /** What is asked: in the title, since what the text means takes the place below it. */
  readonly prompt: string;
  readonly value: string;
  /** What the text means so far; told while it is typed. */
  readonly reply: (text: string) => Reply<Value>;
}

const goBack = Symbol("back");
const dismissed = Symbol("dismissed");

/**
 * Questions one after the other, with a way back. A step that has been there before is gone back to, so that a step may
 * lead to details and they to it again.
 */
export class MultiStep {
  readonly #inputs: QuickInputs;
  #steps: Step[] = [];

  constructor(inputs: QuickInputs) {
    this.#inputs = inputs;
  }

  /** Resolves when the last step is done; with false where the person dismissed one. */
  async run(first: Step): Promise<boolean> {
    this.#steps = [first];
    for (;;) {
      const step = this.#steps.at(-1);
      if (!step) return false;
      try {
        const next = await step();
        if (!next) return true;
        const before = this.#steps.indexOf(next);
        this.#steps = before < 0 ? [...this.#steps, next] : this.#steps.slice(0, before + 1);
      } catch (reason) {
        if (reason === dismissed) return false;
        if (reason !== goBack) throw reason;
        this.#steps.pop();
      }
    }
  }

  pick<Item extends Pickable>(question: PickQuestion<Item>): Promise<Item> {
    const list = this.#inputs.createQuickPick<Item>();
    const { active, refine, accepts = () => true } = question;
    list.placeholder = question.placeholder;
    list.items = question.items;
    if (active) list.activeItems = [active];
    const reading = new AbortController();
    const answer = this.#answer<Item>(list, question, (resolve) => {
      list.onDidAccept(() => {
        const chosen = list.selectedItems[0] ?? list.activeItems[0];
        if (chosen?.refusal !== undefined) this.#inputs.refuse(chosen.refusal);
        else if (chosen && accepts(chosen)) resolve(chosen);
      });
    });
    list.busy = refine !== undefined;
    const show = showing(list);
    const refined = refine?.(show, reading.signal);
    void refined?.finally(() => {
      if (!reading.signal.aborted) list.busy = false;
    });
    return answer.finally(() => reading.abort());
  }

  /** Resolves with one or more of the items: none is no answer. */
  pickMany<Item extends QuickPickItem>(question: PickManyQuestion<Item>): Promise<readonly Item[]> {
    const list = this.#inputs.createQuickPick<Item>();
    list.canSelectMany = true;
    list.placeholder = question.placeholder;
    list.items = question.items;
    list.selectedItems = question.picked;
    return this.#answer(list, question, (resolve) => {
      list.onDidAccept(() => {
        if (list.selectedItems.length > 0) resolve(list.selectedItems);
      });
    });
  }

  ask<Value>(question: AskQuestion<Value>): Promise<Value> {
    const box = this.#inputs.createInputBox();
    const { reply } = question;
    box.value = question.value;
    box.valueSelection = [0, question.value.length];
    const tell = () => {
      const { message, severity } = reply(box.value);
      box.validationMessage = { message, severity: severities[severity] };
    };
    tell();
    return this.#answer(box, { ...question, title: `${question.title}: ${question.prompt}` }, (resolve) => {
      box.onDidChangeValue(tell);
      box.onDidAccept(() => {
        const { value } = reply(box.value);
        if (value !== undefined) resolve(value);
      });
    });
  }

  /** Shows an input until it is answered, left, or gone back from. */
  async #answer<Value>(
    input: QuickPick<QuickPickItem> | InputBox,
    { title, step, totalSteps }: Question,
    listen: (resolve: (value: Value) => void) => void,
  ): Promise<Value> {
    const { backButton } = this.#inputs;
    Object.assign(input, { title, step, totalSteps, ignoreFocusOut: true });
    input.buttons = this.#steps.length > 1 ? [backButton] : [];
    try {
      return await new Promise<Value>((resolve, reject) => {
        listen(resolve);
        input.onDidTriggerButton((button) => button === backButton && reject(goBack));
        input.onDidHide(() => reject(dismissed));
        input.show();
      });
    } finally {
      input.dispose();
    }
  }
}

/** As vscode.InputBoxValidationSeverity has them: this file runs without VS Code, too. */
const severities = { information: 1, warning: 2, error: 3 } as const;

/**
 * Replaces the items of a list, and leaves a person who has moved on to one where he is. VS Code moves to the first of
 * new items by itself, and tells so later: only who is on none of those has moved.
 */
function showing<Item extends QuickPickItem>(list: QuickPick<Item>): (items: readonly Item[]) => void {
  const firsts = new Set<string>();
  return (items) => {
    firsts.add(list.items.find(({ kind }) => kind !== separator)?.label ?? "");
    const [active] = list.activeItems;
    const stayed = active && !firsts.has(active.label) ? items.find(({ label }) => label === active.label) : undefined;
    list.items = items;
    if (stayed) list.activeItems = [stayed];
  };
}

/** As vscode.QuickPickItemKind has it. */
const separator = -1;
