import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { formatJsonLine, JsonLines } from "../../src/protocol/jsonLines.ts";

const message = z.strictObject({ text: z.string() });

describe("lines of JSON", () => {
  it("come out as they went in, whatever pieces they arrive in", () => {
    const texts = fc.array(fc.string({ unit: "binary" }), { minLength: 1 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 40 }), (sent, size) => {
        const bytes = Buffer.from(sent.map((text) => formatJsonLine({ text })).join(""));
        const lines = new JsonLines(message);
        const heard: { text: string }[] = [];
        for (let start = 0; start < bytes.length; start += size) {
          heard.push(...lines.push(bytes.subarray(start, start + size)));
        }
        expect(heard).toEqual(sent.map((text) => ({ text })));
      }),
    );
  });

  it.each([
    ["is no JSON", "nonsense\n"],
    ["is another message", '{"text":1}\n'],
    ["has a key too many", '{"text":"a","more":1}\n'],
    ["is empty", "\n"],
    ["never ends", "x".repeat(100_000)],
  ])("refuse one that %s", (_, text) => {
    expect(() => new JsonLines(message).push(Buffer.from(text))).toThrow();
  });
});
