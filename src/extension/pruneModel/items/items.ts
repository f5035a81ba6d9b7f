import type { QuickPickItem } from "vscode";

/** A line of a list to choose from, and what it stands for. */
export interface ChoiceItem<Choice> extends QuickPickItem {
  /** Absent for headings, and for lines that are only there to be read. */
  readonly choice?: Choice;
  /** Why it cannot be chosen, in a sentence. */
  readonly refusal?: string;
}

/** As vscode.QuickPickItemKind.Separator: lists are made without VS Code, too. */
const separator = -1;

export function heading<Choice>(label: string): ChoiceItem<Choice> {
  return { label, kind: separator };
}

/** Items under a heading; nothing where there are none. */
export function section<Choice>(label: string, items: readonly ChoiceItem<Choice>[]): ChoiceItem<Choice>[] {
  return items.length === 0 ? [] : [heading(label), ...items];
}
