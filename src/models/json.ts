import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { ModelFileError } from "./modelFile.ts";

/**
 * Parses JSON from a model file.
 *
 * @param where the file, for messages
 * @throws ModelFileError with line and column of the first mistake
 */
export function parseJson(text: string, where: string): unknown {
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

/** `CommaExpected` → `comma expected`. */
function words(code: string): string {
  return code.replace(/(?!^)([A-Z])/g, " $1").toLowerCase();
}
