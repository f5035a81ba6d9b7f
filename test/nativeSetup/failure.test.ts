import { describe, expect, it } from "vitest";
import { programFailure, usualCause } from "../../src/nativeSetup/failure.ts";

describe("the cause of a program's failure", () => {
  it.each([
    ["npm error code ENOSPC\nnpm error nospc ENOSPC: no space left on device, write", "The disk is full."],
    ["ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "The disk is full."],
    ["npm error code ENOTFOUND\nnpm error network request to https://registry.npmjs.org/x failed", "cannot reach"],
    ["Failed to establish a new connection: [Errno -3] Temporary failure in name resolution", "cannot reach"],
    ["npm error code EACCES\nnpm error syscall mkdir", "may not write"],
    ["g++: fatal error: Killed signal terminated program cc1plus", "The memory did not suffice."],
  ])("is seen in what it prints: %s", (output, sentence) => {
    expect(usualCause(output)).toContain(sentence);
  });

  it("is not made up", () => {
    expect(
      usualCause("binding/tfjs_backend.cc:30:10: fatal error: tensorflow/c/c_api.h: No such file"),
    ).toBeUndefined();
  });

  it("becomes a sentence, with where to read more", () => {
    const outcome = { status: "failed", end: "ended with code 228", output: "ENOSPC" } as const;
    expect(programFailure("npm could not install tfjs-node", outcome, "/logs/native.log")).toMatchObject({
      message: "npm could not install tfjs-node. The disk is full. Make room, then try again.",
      problems: ["All that it printed: /logs/native.log"],
    });
  });

  it("is told by the last lines where it is none of the usual ones", () => {
    const output = `${Array.from({ length: 20 }, (_, i) => `line ${i}`).join("\n\n")}\n`;
    const outcome = { status: "failed", end: "ended with code 1", output } as const;
    const { message, problems } = programFailure("The binding does not compile", outcome, "/logs/native.log");
    expect(message).toBe("The binding does not compile: it ended with code 1.");
    expect(problems).toHaveLength(9);
    expect(problems.slice(-2)).toEqual(["line 19", "All that it printed: /logs/native.log"]);
  });
});
