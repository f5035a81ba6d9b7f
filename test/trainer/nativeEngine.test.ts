import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { startNative } from "../../src/trainer/engines/native/engine.ts";
import { describeConformance } from "./conformance.ts";
import { layer, sequential } from "./networks.ts";

const unavailable = whyNotHere();
await describeConformance("native", startNative, unavailable);

describe.skipIf(unavailable)("the native engine, before a run", () => {
  it("names layers that TensorFlow.js cannot train", async () => {
    const engine = await startNative();
    const topology = sequential(
      layer("BatchNormalization", "whole", { batch_input_shape: [null, 8] }),
      layer("BatchNormalization", "unscaled", { scale: false }),
      layer("MyOwnLayer", "mine"),
    );
    expect(
      engine
        .untrainable(topology)
        .map(({ layer }) => layer)
        .sort(),
    ).toEqual(["mine", "unscaled"]);
  });
});

/** Asks the built command in a process of its own: a library that fails to load may leave this one in pieces. */
function whyNotHere(): string | undefined {
  const command = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
  const { stdout } = spawnSync(process.execPath, [command, "engines", "--json"], { encoding: "utf8" });
  const engines: { name: string; available: boolean; reason: string }[] = JSON.parse(stdout);
  const native = engines.find(({ name }) => name === "native");
  return native?.available ? undefined : native?.reason;
}
