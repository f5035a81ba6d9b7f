import { getLocation } from "jsonc-parser";
import type { RecipePath } from "./problem.ts";

/** What stands at an offset of a recipe's text. */
export interface RecipeLocation {
  readonly path: RecipePath;
  /** Whether it is a key, or the place for one; `path` then ends with it. */
  readonly isKey: boolean;
  /** Of the key or value, quotes included; of length 0 where nothing stands yet. */
  readonly offset: number;
  readonly length: number;
}

export function locate(text: string, offset: number): RecipeLocation {
  const { path, isAtPropertyKey, previousNode: node } = getLocation(text, offset);
  const isOnNode = node && node.offset <= offset && offset <= node.offset + node.length;
  const token = isOnNode ? { offset: node.offset, length: node.length } : { offset, length: 0 };
  return { path, isKey: isAtPropertyKey, ...token };
}

/** Whether the path leads to a selector: of a rule, or of the layers that learn. */
export function isSelectorPath([root, ...rest]: RecipePath): boolean {
  const [second, third] = rest;
  if (root === "trainable") return rest.length < 2;
  return root === "rules" && typeof second === "number" && third === "select";
}
