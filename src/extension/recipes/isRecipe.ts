import type { TextDocument } from "vscode";

/** For providers: recipes on the disk, whatever language they are shown in. */
export const recipeSelector = { scheme: "file", pattern: "**/*.prune.json" } as const;

export function isRecipe({ uri }: TextDocument): boolean {
  return uri.scheme === "file" && uri.path.endsWith(".prune.json");
}
