import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkpointParts, exportParts, layerParts } from "../../../src/extension/runs/runParts.ts";
import { ended, firstPass, shownRun } from "./runs.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "parts-"));
  await mkdir(path.join(folder, "checkpoints"));
  for (const pass of ["0000", "0001", "0012"]) {
    await writeFile(path.join(folder, "checkpoints", `pass-${pass}.safetensors`), "");
  }
});
afterAll(() => rm(folder, { recursive: true }));

describe("what a run consists of", () => {
  it("are its planned layers, with what was measured", () => {
    const [first, ...others] = layerParts(shownRun(ended).state);
    expect(first).toEqual({
      tensor: "conv0/kernel",
      label: "conv0/kernel",
      description: "15.0\u202F% · 85 of 100 left",
      tooltip: "Conv2D [1, 1, 10, 10], target 75.0\u202F%, rule conv",
    });
    expect(others).toHaveLength(1);
  });

  it("are layers that are dense still, before the first event", () => {
    expect(layerParts(shownRun(ended, 1).state)[0]?.description).toBe("dense · 100 weights");
  });

  it("are the checkpoints that are there, newest first", async () => {
    const { state } = shownRun(ended, firstPass, [
      {
        type: "checkpointSaved",
        time: "2026-01-01T00:00:00.000Z",
        pass: 12,
        path: "checkpoints/pass-0012.safetensors",
        bytes: 3_450_264,
      },
    ]);
    const parts = await checkpointParts(folder, state);
    expect(parts.map(({ label, description }) => [label, description])).toEqual([
      ["after 12 passes", "3.45\u202FMB · newest"],
      ["after 1 pass", ""],
      ["before training", ""],
    ]);
    expect(parts[0]?.file).toBe(path.join(folder, "checkpoints", "pass-0012.safetensors"));
  });

  it("are no checkpoints where there is no folder for them", async () => {
    expect(await checkpointParts(path.join(folder, "nowhere"), shownRun(ended).state)).toEqual([]);
  });

  it("are its exports with their size as it travels, and their accuracy", () => {
    expect(exportParts("/run", shownRun(ended).state)).toMatchObject([
      { label: "dense", description: "gzip 100\u202FB · 90.0\u202F%", file: path.join("/run", "export/dense") },
      { label: "pruned", description: "gzip 50\u202FB · 90.0\u202F%" },
    ]);
  });
});
