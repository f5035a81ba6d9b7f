import {
  findNodeAtLocation,
  findNodeAtOffset,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import type { RecipePath, RecipeProblem, TextRange } from "./problem.ts";

/** The text of a recipe (JSON with comments and trailing commas) and where in it each value stands. */
export class RecipeSource {
  readonly #text: string;
  readonly #root: Node | undefined;
  readonly #errors: ParseError[] = [];

  constructor(text: string) {
    this.#text = text;
    this.#root = parseTree(text, this.#errors, { allowTrailingComma: true });
  }

  /** What the text says, as far as it can be understood; undefined for an empty one. */
  get value(): unknown {
    return this.#root && getNodeValue(this.#root);
  }

  /** What the text says at this path; undefined where it says nothing. */
  valueAt(path: RecipePath): unknown {
    const node = this.#nodeAt(path);
    return node && getNodeValue(node);
  }

  /** Whether a value, `null` included, stands at this path. */
  has(path: RecipePath): boolean {
    return this.#nodeAt(path) !== undefined;
  }

  /** Of the value at `path`, or of what encloses it where there is none. */
  rangeOf(path: RecipePath): TextRange {
    for (let length = path.length; length >= 0; length--) {
      const node = this.#nodeAt(path.slice(0, length));
      if (node) return this.#range(node.offset, node.length);
    }
    return this.#range(0, this.#text.length);
  }

  /** Of the key `key`, quotes included, in the object at `path`. */
  rangeOfKey(path: RecipePath, key: string): TextRange {
    const object = this.#nodeAt(path);
    const property = object?.children?.find((child) => child.children?.[0]?.value === key);
    const node = property?.children?.[0];
    return node ? this.#range(node.offset, node.length) : this.rangeOf(path);
  }

  /** Of the key at this offset together with its value; undefined where no key stands. */
  propertyAt(offset: number): TextRange | undefined {
    const property = this.#root && findNodeAtOffset(this.#root, offset)?.parent;
    return property?.type === "property" ? this.#range(property.offset, property.length) : undefined;
  }

  /** Everything that keeps the text from being JSON with comments. */
  get syntaxProblems(): RecipeProblem[] {
    return this.#causes().map(({ error, offset, length }) => ({
      severity: "error",
      code: "syntax",
      message: syntaxSentence(printParseErrorCode(error), this.#text.slice(offset, offset + length)),
      range: this.#range(offset, length),
    }));
  }

  /** The parser stumbles on after a mistake; what it misses right behind one is a consequence. */
  #causes(): ParseError[] {
    return this.#errors.filter(({ offset }, i) => {
      const previous = this.#errors[i - 1];
      return !previous || this.#text.slice(previous.offset + previous.length, offset).trim() !== "";
    });
  }

  /** Keys that an object has twice: JSON takes the last one without a word. */
  get duplicateKeys(): RecipeProblem[] {
    return this.#root ? this.#duplicatesIn(this.#root) : [];
  }

  #duplicatesIn(node: Node): RecipeProblem[] {
    const problems = (node.children ?? []).flatMap((child) => this.#duplicatesIn(child));
    if (node.type !== "object") return problems;
    const seen = new Set<string>();
    for (const property of node.children ?? []) {
      const key = property.children?.[0];
      if (!key) continue;
      const name = String(key.value);
      if (seen.has(name)) {
        const message = `"${name}" stands here twice. Remove one of them.`;
        const range = this.#range(key.offset, key.length);
        problems.push({ severity: "error", code: "duplicateKey", message, range });
      }
      seen.add(name);
    }
    return problems;
  }

  #nodeAt(path: RecipePath): Node | undefined {
    return this.#root && findNodeAtLocation(this.#root, [...path]);
  }

  #range(offset: number, length: number): TextRange {
    const before = this.#text.slice(0, offset).split(/\r\n|\r|\n/);
    // The parser lets a comment that is not closed end behind the text.
    const inText = Math.min(length, this.#text.length - offset);
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, offset, length: inText };
  }
}

function syntaxSentence(code: string, text: string): string {
  switch (code) {
    case "CommaExpected":
      return "A comma is missing before this.";
    case "ColonExpected":
      return "A colon is missing between the key and its value.";
    case "PropertyNameExpected":
      return "A key in double quotes is missing here.";
    case "ValueExpected":
      if (text === "") return "The text ends where a value is missing.";
      return "A value is missing here.";
    case "CloseBraceExpected":
      return "A closing } is missing.";
    case "CloseBracketExpected":
      return "A closing ] is missing.";
    case "EndOfFileExpected":
      return "The recipe ends before this; remove what follows.";
    case "UnexpectedEndOfString":
      return "The text has no closing quote on its line.";
    case "UnexpectedEndOfComment":
      return "The comment is not closed with */.";
    case "InvalidNumberFormat":
    case "UnexpectedEndOfNumber":
      return `${text} is no number.`;
    case "InvalidUnicode":
    case "InvalidEscapeCharacter":
      return "The text has an escape that JSON does not know; write \\\\ for a backslash.";
    case "InvalidCharacter":
      return "The text has a control character in it; write it as an escape, as in \\t.";
    default:
      return `${text} is not JSON. Text needs double quotes.`;
  }
}
