import { setTimeout as sleep } from "node:timers/promises";

/** Waits for what another process or the disk will bring about. That it never comes ends the test by its time limit. */
export async function until<Value>(look: () => Value | Promise<Value>): Promise<Exclude<Value, false | undefined>> {
  for (;;) {
    const value = await look();
    if (value !== false && value !== undefined) return value as Exclude<Value, false | undefined>;
    await sleep(10);
  }
}
