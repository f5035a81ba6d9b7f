import { describe, expect, it } from "vitest";
import { Gain } from "../../src/trainer/engines/wasm/threads/gain.ts";

/** A judgement by a clock of ours, after jobs that took 10 ms each. */
function judged(jobs: number, alone: number) {
  let now = 0;
  const gain = new Gain(() => now);
  for (let i = 0; i < jobs; i++) {
    now += 10;
    gain.add({ alone, together: 10 });
  }
  return { gain, sleep: (milliseconds: number) => (now += milliseconds) };
}

describe("sharing work", () => {
  it("pays where one thread would take clearly longer", () => {
    expect(judged(100, 19).gain.isWorthwhile()).toBe(true);
    expect(judged(100, 11.1).gain.isWorthwhile()).toBe(true);
  });

  it("does not where one would take less, or hardly more, for a second", () => {
    expect(judged(5, 10.9).gain.isWorthwhile()).toBe(false);
    const { gain, sleep } = judged(5, 7);
    expect(gain.isWorthwhile()).toBe(false);
    sleep(999);
    expect(gain.isWorthwhile()).toBe(false);
    sleep(1);
    expect(gain.isWorthwhile()).toBe(true);
  });

  it("is not judged by a few jobs", () => {
    expect(judged(4, 5).gain.isWorthwhile()).toBe(true);
  });
});
