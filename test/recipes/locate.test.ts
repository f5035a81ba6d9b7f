import { describe, expect, it } from "vitest";
import { isSelectorPath, locate } from "../../src/recipes/locate.ts";

/** The place of the `|` in a text without it. */
function located(text: string) {
  const { path, isKey, offset, length } = locate(text.replace("|", ""), text.indexOf("|"));
  return { path, isKey, token: text.replace("|", "").slice(offset, offset + length) };
}

describe("what stands at an offset of a recipe", () => {
  it("is a value, with its quotes", () => {
    const expected = { path: ["rules", 0, "select"], isKey: false, token: '"conv"' };
    expect(located('{ "rules": [{ "select": "co|nv" }] }')).toEqual(expected);
    expect(located('{ "rules": [{ "select": "conv"| }] }')).toEqual(expected);
  });

  it("is one of several selectors", () => {
    expect(located('{ "rules": [{ "select": ["a", "|"] }] }').path).toEqual(["rules", 0, "select", 1]);
  });

  it("is a key", () => {
    expect(located('{ "mod|el": "x" }')).toEqual({ path: ["model"], isKey: true, token: '"model"' });
  });

  it("is nothing yet", () => {
    expect(located('{ "model": | }')).toEqual({ path: ["model"], isKey: false, token: "" });
  });
});

it.each([
  [["rules", 0, "select"], true],
  [["rules", 2, "select", 1], true],
  [["trainable"], true],
  [["trainable", 0], true],
  [["rules", 0, "endPass"], false],
  [["model"], false],
])("%j leads to a selector: %s", (path, expected) => {
  expect(isSelectorPath(path)).toBe(expected);
});
