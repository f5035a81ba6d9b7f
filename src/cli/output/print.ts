import { thinSpace } from "../../runs/figures.ts";

/** Prints text for people on standard output. */
export function print(text: string): void {
  console.log(plain(text));
}

/** With the spaces that every terminal's font has. */
export function plain(text: string): string {
  return text.replaceAll(thinSpace, " ");
}
