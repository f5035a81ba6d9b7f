import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { ModelFileError } from "./modelFile.ts";

/** More than any model nests. What walks a parsed model calls itself for every level, and the stack has an end. */
const maximumDepth = 500;

/**
 * Parses JSON from a model file.
 *
 * @param where the file, for messages
 * @throws ModelFileError with line and column of the first mistake
 */
export function parseJson(text: string, where: string): unknown {
  if (depthOf(text) > maximumDepth) {
    throw new ModelFileError(`${where} nests its JSON more than ${maximumDepth} levels deep, which no model does.`);
  }
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    // The engine's own message has a position only sometimes.
    const errors: ParseError[] = [];
    parse(text, errors, { disallowComments: true });
    const [{ offset, error }] = errors as [ParseError, ...ParseError[]];
    const lines = text.slice(0, offset).split("\n");
    const column = (lines.at(-1) ?? "").length + 1;
    throw new ModelFileError(
      `${where} is not valid JSON: ${words(printParseErrorCode(error))} at line ${lines.length}, column ${column}.`,
    );
  }
}

/** How many brackets are open at once, at most; those in strings do not count. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') inString = !inString;
    else if (inString && character === "\\") i++;
    else if (inString) continue;
    else if (character === "[" || character === "{") deepest = Math.max(deepest, ++depth);
    else if (character === "]" || character === "}") depth--;
  }
  return deepest;
}

/** `CommaExpected` → `comma expected`. */
function words(code: string): string {
  return code.replace(/(?!^)([A-Z])/g, " $1").toLowerCase();
}
