import { describe, expect, it } from "vitest";
import { describeDeath, lastWords } from "../../src/protocol/lastWords.ts";

describe("the last words of a process", () => {
  it("are those that tell of its end, not the frames and the code around them", () => {
    const errorText = `
file:///extension/dist/trainer.js:1
${"a".repeat(5000)} throw new Error("no")
^

RangeError: Array buffer allocation failed
    at new ArrayBuffer (<anonymous>)
    at file:///extension/dist/trainer.js:1:200

Node.js v20.20.2
`;
    expect(lastWords(errorText)).toEqual(["RangeError: Array buffer allocation failed"]);
  });

  it("are none where it said nothing of it", () => {
    expect(lastWords("Platform node has already been set. Overwriting the platform with node.\n")).toEqual([]);
    const note =
      "I0000 00:00:1 23 port.cc:153] oneDNN is on. You may see different results due to floating-point round-off errors.";
    expect(lastWords(note)).toEqual([]);
    expect(lastWords("")).toEqual([]);
  });

  it("are not what TensorFlow remarks on", () => {
    const errorText = `WARNING: All log messages before absl::InitializeLog() is called are written to STDERR
I0000 00:00:1795861379.921380 7753 port.cc:153] You may see numerical results with round-off errors.
2026-11-28 09:29:46.512468: I tensorflow/core/util/port.cc:113] You may see round-off errors.
2026-11-28 09:29:46.512468: F tensorflow/core/framework/tensor.cc:733] Check failed: dtype() == expected_dtype`;
    expect(lastWords(errorText)).toEqual([expect.stringContaining("Check failed")]);
  });

  it("are the newest five of many", () => {
    const lines = Array.from({ length: 9 }, (_, i) => `error ${i}`);
    expect(lastWords(lines.join("\n"))).toEqual(lines.slice(4));
  });
});

describe("how a process died", () => {
  it("is said with its signal, and with the usual cause of a sudden one", () => {
    expect(describeDeath(null, "SIGKILL")).toContain("ended by SIGKILL (often: out of memory)");
    expect(describeDeath(null, "SIGABRT")).toContain("ended by SIGABRT before the run was over");
  });

  it("is said with its code otherwise", () => {
    expect(describeDeath(134, null)).toContain("ended with code 134");
  });
});
