import { Uri } from "vscode";

/** What a command was called on: of the explorer, of source control, of the tree of runs, or by another command. */
export interface Chosen {
  readonly uri: Uri;
  /** Of it, where that was said. */
  readonly tensor: string | undefined;
}

/**
 * Reads the arguments of a command. VS Code gives what was clicked and then all that is selected; other commands give a
 * file and a tensor.
 */
export function chosenIn([clicked, more]: readonly unknown[]): Chosen[] {
  if (typeof more === "string") return chosenOne(clicked).map(({ uri }) => ({ uri, tensor: more }));
  const selected = Array.isArray(more) ? more.flatMap(chosenOne) : [];
  return selected.length > 0 ? selected : chosenOne(clicked);
}

function chosenOne(value: unknown): Chosen[] {
  if (value instanceof Uri) return [{ uri: value, tensor: undefined }];
  if (typeof value !== "object" || value === null) return [];
  if ("resourceUri" in value && value.resourceUri instanceof Uri)
    return [{ uri: value.resourceUri, tensor: undefined }];
  if (!("uri" in value) || !(value.uri instanceof Uri)) return [];
  return [{ uri: value.uri, tensor: "tensor" in value && typeof value.tensor === "string" ? value.tensor : undefined }];
}
