import { describe, expect, it } from "vitest";
import { Gain } from "../../src/trainer/engines/wasm/threads/gain.ts";

/** A judge with a clock of ours, and jobs that take 10 ms each when they are shared. */
function start() {
  let now = 0;
  const gain = new Gain(() => now);
  return {
    sleep: (milliseconds: number) => (now += milliseconds),
    isWorthwhile: () => gain.isWorthwhile(),
    share: (jobs: number, alone: number) => {
      for (let i = 0; i < jobs; i++) {
        now += 10;
        gain.add({ alone, together: 10 });
      }
    },
  };
}

describe("sharing work", () => {
  it.each([19, 11.1])("pays where one thread would take clearly longer: %d ms for 10", (alone) => {
    const { share, isWorthwhile } = start();
    share(100, alone);
    expect(isWorthwhile()).toBe(true);
  });

  it.each([10.9, 7])("does not where one would take hardly longer, or less: %d ms for 10", (alone) => {
    const { share, isWorthwhile, sleep } = start();
    share(20, alone);
    expect(isWorthwhile()).toBe(false);
    sleep(249);
    expect(isWorthwhile()).toBe(false);
    sleep(1);
    expect(isWorthwhile()).toBe(true);
  });

  it("is tried less often the longer it has not paid, and as often as ever once it has", () => {
    const { share, isWorthwhile, sleep } = start();
    const aloneFor = () => {
      let milliseconds = 0;
      for (; !isWorthwhile(); milliseconds += 50) sleep(50);
      return milliseconds;
    };
    const failing = () => {
      share(20, 7);
      return aloneFor();
    };
    expect([1, 2, 3, 4, 5, 6].map(failing)).toEqual([250, 500, 1000, 2000, 4000, 4000]);
    share(20, 19);
    expect(failing()).toBe(250);
  });

  it("is not judged by a few jobs, so one interruption does not decide", () => {
    const { share, isWorthwhile } = start();
    share(19, 5);
    expect(isWorthwhile()).toBe(true);
    share(5, 5);
    expect(isWorthwhile()).toBe(false);
  });
});
