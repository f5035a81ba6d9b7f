import { describe, expect, it } from "vitest";
import { Gain } from "../../src/trainer/engines/wasm/threads/gain.ts";

/** A judgement by a clock of ours, after jobs of 8 pieces that took 10 ms each. */
function judged(jobs: number, account: { computed: number; waiting: number }) {
  let now = 0;
  const gain = new Gain(() => now);
  for (let i = 0; i < jobs; i++) {
    now += 10;
    gain.add({ pieces: 8, computing: 10 - account.waiting, ...account });
  }
  return { gain, sleep: (milliseconds: number) => (now += milliseconds) };
}

describe("sharing work", () => {
  it("pays where each thread does its half", () => {
    expect(judged(100, { computed: 4, waiting: 0.5 }).gain.isWorthwhile()).toBe(true);
  });

  it("does not where this thread waits longer than the others' pieces would have taken it, for a second", () => {
    const { gain, sleep } = judged(5, { computed: 6, waiting: 5 });
    expect(gain.isWorthwhile()).toBe(false);
    sleep(999);
    expect(gain.isWorthwhile()).toBe(false);
    sleep(1);
    expect(gain.isWorthwhile()).toBe(true);
  });

  it("does not where nobody helps", () => {
    expect(judged(5, { computed: 8, waiting: 0 }).gain.isWorthwhile()).toBe(false);
  });

  it("is not judged by a few jobs, nor by those that others did alone", () => {
    expect(judged(4, { computed: 8, waiting: 0 }).gain.isWorthwhile()).toBe(true);
    expect(judged(100, { computed: 0, waiting: 10 }).gain.isWorthwhile()).toBe(true);
  });
});
