import { describe, expect, it } from "vitest";
import { recalibrationBatches } from "../../src/trainer/recalibrate.ts";

const settings = { recalibrateBatchNorm: 20, trainable: "all", batchSize: 40, seed: 1 } as const;

const bn = { layer: "bn", className: "BatchNormalization", shape: [8] };
const network = [
  { name: "conv/kernel", layer: "conv", className: "Conv2D", role: "kernel", shape: [3, 3, 3, 8] },
  ...["gamma", "beta", "moving_mean", "moving_variance"].map((role) => ({ ...bn, name: `bn/${role}`, role })),
];

describe("batches that statistics are re-estimated on", () => {
  it("are as many as the recipe says", () => {
    expect(recalibrationBatches(settings, network, 60_000)).toBe(20);
    expect(recalibrationBatches({ ...settings, recalibrateBatchNorm: 7 }, network, 60_000)).toBe(7);
  });

  it("are whole ones, as far as there are any", () => {
    expect(recalibrationBatches(settings, network, 799)).toBe(19);
    expect(recalibrationBatches(settings, network, 30)).toBe(1);
  });

  it("are none where no batch normalisation learns, or where told", () => {
    expect(recalibrationBatches(settings, network.slice(0, 1), 60_000)).toBe(0);
    expect(recalibrationBatches({ ...settings, trainable: ["conv"] }, network, 60_000)).toBe(0);
    expect(recalibrationBatches({ ...settings, trainable: ["bn"] }, network, 60_000)).toBe(20);
    expect(recalibrationBatches({ ...settings, recalibrateBatchNorm: false }, network, 60_000)).toBe(0);
  });
});
