import { describe, expect, it } from "vitest";
import { shortProblem } from "../../../src/extension/commands/shortProblem.ts";

const file = "/models/lenet.prune.json";

describe("a problem in a message", () => {
  it("is named by its line where everybody knows the file", () => {
    expect(shortProblem(`${file}:12:5: passes must be a number.`, file)).toBe("Line 12: passes must be a number.");
    expect(shortProblem(`${file}: it is empty.`, file)).toBe("it is empty.");
  });

  it("stays as it is where it is about something else", () => {
    const other = "conv1 (ConvLSTM2D): the engine cannot train it";
    expect(shortProblem(other, file)).toBe(other);
    expect(shortProblem(`${file}:1:1: x`, undefined)).toBe(`${file}:1:1: x`);
  });
});
