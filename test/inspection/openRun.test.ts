import { mkdir, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { fileOfRun } from "../../src/inspection/fileOfRun.ts";
import { openSubject } from "../../src/inspection/openSubject.ts";
import type { Subject } from "../../src/inspection/subject.ts";
import { arrayTensor } from "../../src/models/numericArray.ts";
import { writeSafetensors } from "../../src/models/safetensors/write.ts";
import { runPaths } from "../../src/runs/runFolder.ts";
import { temporaryFolder } from "../models/folder.ts";
import { PlayedRun, tensors } from "./playedRun.ts";
import { useSubject } from "./useSubject.ts";

const parent = await temporaryFolder();
let count = 0;
let run: PlayedRun;
beforeEach(async () => {
  run = await PlayedRun.begin(path.join(parent, `run-${++count}`));
});

async function wholeValues(subject: Subject, tensor: string) {
  const values = await subject.values(tensor);
  if (values.kind !== "whole") throw new Error(`${tensor} was not given whole.`);
  return { weights: [...values.weights], prunedAt: values.prunedAt && [...values.prunedAt], events: values.events };
}

/** The network as it came, and a checkpoint to go back to. */
async function beginTraining(): Promise<void> {
  await run.export("dense");
  await run.checkpoint(0);
}

describe("a run that goes on", () => {
  it("has nothing to show before its first checkpoint", async () => {
    await expect(openSubject(run.folder)).rejects.toThrow(/run-\d+ has nothing to show: it has saved no weights yet/);
  });

  it("shows its weights in the network's order, all alive, before the first event", async () => {
    await beginTraining();
    await useSubject(run.folder, async (subject) => {
      const { title, format, tensors: listed, run: shown, warnings } = subject.file;
      expect(title).toBe(`${path.basename(run.folder)} · pass-0000`);
      expect({ format, warnings }).toEqual({ format: "checkpoint", warnings: [] });
      expect(listed).toMatchObject(
        tensors.map((tensor) => ({ ...tensor, dtype: "float32", pruned: tensor.role === "kernel" })),
      );
      expect(shown).toMatchObject({ name: path.basename(run.folder), eventPasses: [] });
      expect(shown?.plan.map(({ tensor }) => tensor)).toEqual(["conv/kernel", "fc/kernel"]);
      const weights = [...(run.weights.get("conv/kernel") ?? [])];
      expect(await wholeValues(subject, "conv/kernel")).toEqual({ weights, prunedAt: Array(48).fill(0), events: 0 });
      expect(await wholeValues(subject, "fc/bias")).toMatchObject({ prunedAt: null, events: 0 });
    });
  });

  it("has masks as they were, where an event is recorded and its masks are still being written", async () => {
    await beginTraining();
    await run.prune(0);
    await useSubject(run.folder, async (subject) => {
      expect(subject.file.run?.eventPasses).toEqual([]);
      expect(await wholeValues(subject, "fc/kernel")).toMatchObject({ prunedAt: Array(180).fill(0), events: 0 });
    });
    await run.writeMasks();
    const before = run.prunedAt("fc/kernel");
    await run.prune(1);
    await useSubject(run.folder, async (subject) => {
      expect(subject.file.run?.eventPasses).toEqual([0]);
      expect(await wholeValues(subject, "fc/kernel")).toMatchObject({ prunedAt: before, events: 1 });
    });
  });

  it("shows masks that are newer than its weights", async () => {
    await beginTraining();
    await run.pass(0);
    await run.checkpoint(1);
    const weights = [...(run.weights.get("fc/kernel") ?? [])];
    await run.pass(1);
    for (const file of [run.folder, runPaths(run.folder).masks]) {
      await useSubject(file, async (subject) => {
        expect(subject.file.title).toContain("pass-0001");
        expect(subject.file.run?.eventPasses).toEqual([0, 1]);
        const shown = await wholeValues(subject, "fc/kernel");
        expect(shown).toEqual({ weights, prunedAt: run.prunedAt("fc/kernel"), events: 2 });
        expect(shown.weights.filter((weight) => weight !== 0).length).toBeGreaterThan(run.nnz("fc/kernel"));
      });
    }
  });

  it("that was taken up again shows no event that was taken back", async () => {
    await beginTraining();
    await run.pass(0);
    await run.checkpoint(1);
    const before = run.prunedAt("fc/kernel");
    await run.pass(1);
    await run.record({ type: "runResumed", pass: 1, batch: 0, checkpoint: "checkpoints/pass-0001.safetensors" });
    await useSubject(run.folder, async (subject) => {
      expect(subject.file.run?.eventPasses).toEqual([0]);
      expect(await wholeValues(subject, "fc/kernel")).toMatchObject({ prunedAt: before, events: 1 });
    });
  });

  it("can be looked into while checkpoints come and go", async () => {
    await beginTraining();
    const subject = await openSubject(run.folder);
    for (const pass of [0, 1, 2]) {
      await run.pass(pass);
      await run.checkpoint(pass + 1);
    }
    expect(subject.file.title).toContain("pass-0000");
    expect(await subject.statistics("fc/kernel")).toMatchObject({ nnz: 180 });
    await subject.close();
  });

  it("stands for itself as its masks, which stay where checkpoints go", async () => {
    await beginTraining();
    expect(await fileOfRun(run.folder)).toMatch(/pass-0000/);
    await run.pass(0);
    expect(await fileOfRun(run.folder)).toBe(runPaths(run.folder).masks);
  });
});

describe("a run that has ended", () => {
  it("shows what it exported, and that as its file", async () => {
    await beginTraining();
    await run.pass(0);
    await run.checkpoint(1);
    const exported = await run.export("pruned");
    await run.end("completed", 1);
    for (const file of [run.folder, exported, path.dirname(exported), await fileOfRun(run.folder)]) {
      await useSubject(file, async (subject) => {
        expect(subject.file).toMatchObject({ format: "tfjs-layers-model", run: { eventPasses: [0] } });
        expect(subject.file.title).toBe(`${path.basename(run.folder)} · pruned`);
        const { prunedAt, weights } = await wholeValues(subject, "conv/kernel");
        expect(prunedAt).toEqual(run.prunedAt("conv/kernel"));
        expect(weights.map((weight) => weight !== 0)).toEqual(prunedAt?.map((event) => event === 0));
        expect((await subject.statistics("conv/kernel")).nnz).toBe(run.nnz("conv/kernel"));
      });
    }
  });

  it("shows its newest checkpoint where the export is gone", async () => {
    await beginTraining();
    await run.end("completed", 1);
    expect(await fileOfRun(run.folder)).toMatch(/pass-0000/);
    await useSubject(run.folder, (subject) => expect(subject.file.format).toBe("checkpoint"));
  });

  it("shows its newest checkpoint where it was stopped or died, though an earlier end exported", async () => {
    await beginTraining();
    await run.export("pruned");
    await run.pass(0);
    await run.checkpoint(1);
    await run.abandon();
    await useSubject(run.folder, (subject) => expect(subject.file.title).toContain("pass-0001"));
  });

  it("gives the network as it came no masks, since it was never pruned", async () => {
    await beginTraining();
    await run.pass(0);
    await useSubject(path.join(runPaths(run.folder).export, "dense", "model.json"), async (subject) => {
      expect(subject.file).toMatchObject({ run: null, title: path.join("dense", "model.json") });
      expect(await wholeValues(subject, "fc/kernel")).toMatchObject({ prunedAt: null });
    });
  });

  it("gives an older checkpoint the masks that it has seen", async () => {
    await beginTraining();
    await run.pass(0);
    const before = run.prunedAt("fc/kernel");
    const first = await run.checkpoint(1);
    await run.pass(1);
    await run.checkpoint(2);
    await useSubject(first, async (subject) => {
      expect(subject.file.run?.eventPasses).toEqual([0]);
      expect(await wholeValues(subject, "fc/kernel")).toMatchObject({ prunedAt: before, events: 1 });
    });
  });
});

describe("a run folder that is damaged", () => {
  it("shows the checkpoint before a damaged one, and says so", async () => {
    await beginTraining();
    await truncate(await run.checkpoint(1), 100);
    await useSubject(run.folder, (subject) => {
      expect(subject.file.title).toContain("pass-0000");
      expect(subject.file.warnings).toEqual([
        expect.stringMatching(/pass-0001\.safetensors is damaged.* The checkpoint before it is shown\./),
      ]);
    });
    await truncate(path.join(runPaths(run.folder).checkpoints, "pass-0000.safetensors"), 100);
    await expect(openSubject(run.folder)).rejects.toThrow("all its checkpoints are damaged");
  });

  it("shows weights without masks where those are damaged or gone, and says so", async () => {
    await beginTraining();
    await run.pass(0);
    await run.end("stopped", 1);
    const { masks } = runPaths(run.folder);
    await truncate(masks, 50);
    const shown = async () =>
      useSubject(run.folder, async (subject) => {
        expect(await wholeValues(subject, "fc/kernel")).toMatchObject({ prunedAt: null, events: 0 });
        expect(subject.file.tensors.some(({ pruned }) => pruned)).toBe(false);
        return subject.file.warnings;
      });
    expect(await shown()).toEqual([expect.stringMatching(/masks\.safetensors is damaged/)]);
    await rm(masks);
    expect(await shown()).toEqual([expect.stringMatching(/There is no file .*masks\.safetensors/)]);
  });

  it("leaves out masks of another size than the weights, and says so", async () => {
    await beginTraining();
    await run.pass(0);
    const { masks } = runPaths(run.folder);
    const other = arrayTensor("fc/kernel", [3], Uint8Array.from([0, 1, 0]));
    await writeSafetensors(masks, [other], new Map([["events", "1"]]));
    await useSubject(run.folder, async (subject) => {
      expect(subject.file.warnings).toEqual([expect.stringMatching(/masks of fc\/kernel have another size/)]);
      expect(await wholeValues(subject, "fc/kernel")).toMatchObject({ prunedAt: null });
    });
  });

  it("still has checkpoints with layers, by their names and the plan, without the network as it came", async () => {
    await run.checkpoint(0);
    await useSubject(run.folder, (subject) => {
      const classes = Object.fromEntries(subject.file.tensors.map(({ name, className }) => [name, className]));
      expect(classes).toMatchObject({ "conv/kernel": "Conv2D", "fc/kernel": "Dense", "fc/bias": "" });
      expect(subject.file.tensors.find(({ name }) => name === "fc/bias")).toMatchObject({ layer: "fc", role: "bias" });
    });
  });

  it("is not seen in folders of the same names", async () => {
    const folder = path.join(parent, "no-run", "checkpoints");
    await mkdir(folder, { recursive: true });
    const file = path.join(folder, "w.safetensors");
    await writeSafetensors(file, [arrayTensor("weights/w", [1], Float32Array.from([1]))]);
    await useSubject(file, (subject) => {
      expect(subject.file).toMatchObject({ run: null, format: "safetensors", tensors: [{ name: "weights/w" }] });
    });
  });

  it("that a newer version wrote is refused in a sentence", async () => {
    await beginTraining();
    await writeFile(runPaths(run.folder).events, `${JSON.stringify({ type: "runStarted", v: 99 })}\n`);
    await expect(openSubject(run.folder)).rejects.toThrow(/format 99.* Install the version that wrote the run/);
  });
});
