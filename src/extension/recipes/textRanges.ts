import { Range, type TextDocument, TextEdit } from "vscode";
import type { RecipeFix } from "../../recipes/fixes.ts";

export function rangeAt(document: TextDocument, { offset, length }: { offset: number; length: number }): Range {
  return new Range(document.positionAt(offset), document.positionAt(offset + length));
}

export function textEdits(document: TextDocument, { edits }: RecipeFix): TextEdit[] {
  return edits.map((edit) => TextEdit.replace(rangeAt(document, edit), edit.content));
}
