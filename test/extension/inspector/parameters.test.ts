import { describe, expect, it } from "vitest";
import { cellRequest, fileContent, suggestedName, tensorName } from "../../../src/extension/inspector/parameters.ts";

const window = { rowStart: 0, rowEnd: 2, columnStart: 0, columnEnd: 3, block: 1 };
const request = { tensor: "conv/kernel", window, event: 0 };

describe("what a page says", () => {
  it("is taken as it is where it means something", () => {
    expect(cellRequest.parse(request)).toEqual(request);
    expect(tensorName.parse("")).toBe("");
    expect(fileContent.parse(Uint8Array.of(1))).toEqual(Uint8Array.of(1));
    expect(fileContent.parse("<svg/>")).toBe("<svg/>");
  });

  it.each([
    ["a tensor that is no name", { ...request, tensor: 5 }],
    ["an event before the first", { ...request, event: -1 }],
    ["a window without an end", { ...request, window: { ...window, rowEnd: undefined } }],
    ["a window that ends nowhere", { ...request, window: { ...window, rowEnd: Number.POSITIVE_INFINITY } }],
    ["cells of no weights", { ...request, window: { ...window, block: 0 } }],
    ["half weights", { ...request, window: { ...window, columnStart: 0.5 } }],
    ["more than was asked", { ...request, path: "/etc/passwd" }],
  ])("is refused: %s", (_, asked) => {
    expect(cellRequest.safeParse(asked).success).toBe(false);
  });

  it("names a file to save, and gives text or bytes", () => {
    expect(suggestedName.safeParse("").success).toBe(false);
    expect(fileContent.safeParse([1, 2]).success).toBe(false);
    expect(tensorName.safeParse(undefined).success).toBe(false);
  });
});
