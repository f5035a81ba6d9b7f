import { mkdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { networkFacts, tensorsOf } from "../../../src/extension/recipes/networkFacts.ts";
import { ModelMissing, NetworkReader } from "../../../src/extension/recipes/networkReader.ts";
import type { InspectedFile } from "../../../src/protocol/maskInspector.ts";
import { sizeOf } from "../../../src/pruning/tensor.ts";
import { temporaryFolder, writeFiles } from "../../datasets/support.ts";
import { endsOf, mobileNet } from "../pruneModel/drafts.ts";

/** As the inspection describes a file with the small MobileNet. */
function inspected(changes: Partial<InspectedFile> = {}): InspectedFile {
  return {
    title: "mobilenet",
    format: "tfjs-layers-model",
    fileBytes: 12_345,
    tensors: mobileNet.map((tensor) => {
      const size = sizeOf(tensor.shape);
      return { ...tensor, dtype: "float32", size, bytes: size * 4, pruned: false };
    }),
    warnings: [],
    run: null,
    network: {
      ...endsOf([28, 28, 1], null),
      layers: ["conv1", "flatten", "predictions"].map((name) => ({ name, className: "Any" })),
    },
    ...changes,
  };
}

describe("what is known of a network", () => {
  it("is its layers in order, those without weights too, and the tensors of each", () => {
    const facts = networkFacts("/w/model.json", inspected());
    expect(facts.layers.map(({ name, tensors }) => [name, tensors.length])).toEqual([
      ["conv1", 1],
      ["flatten", 0],
      ["predictions", 2],
    ]);
    expect(facts).toMatchObject({ ...endsOf([28, 28, 1], null), fileBytes: 12_345, weights: 1978 });
    expect(tensorsOf(facts)).toHaveLength(3);
  });

  it.each([
    ["tfjs-graph-model", "/w/model.json is a graph-model: frozen for inference, it cannot be trained."],
    ["safetensors", "/w/model.json holds weights without the network they belong to, so it cannot be trained."],
  ])("is why it cannot be trained: %s", (format, sentence) => {
    expect(() => networkFacts("/w/model.json", inspected({ format, network: null }))).toThrow(sentence);
  });
});

describe("reading networks", () => {
  function reader() {
    const read: string[] = [];
    const networks = new NetworkReader(async (file) => {
      read.push(file);
      if (file.endsWith("damaged.h5")) throw new Error("It is damaged.");
      return inspected();
    });
    return { networks, read };
  }

  it("is done once, and again when the file has changed", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "model.json");
    writeFiles(folder, { "model.json": "{}" });
    const { networks, read } = reader();
    await Promise.all([networks.read(file), networks.read(folder)]);
    await networks.read(file);
    expect(read).toEqual([file]);
    utimesSync(file, 1, 1);
    await networks.read(file);
    expect(read).toHaveLength(2);
  });

  it("takes the newest export of a run, not the network as it came", async () => {
    const folder = temporaryFolder();
    for (const variant of ["dense", "pruned"]) mkdirSync(join(folder, "export", variant), { recursive: true });
    writeFiles(folder, { "events.ndjson": "", "export/dense/model.json": "{}", "export/pruned/model.json": "{}" });
    const { networks } = reader();
    expect((await networks.read(folder)).path).toBe(join(folder, "export", "pruned", "model.json"));
  });

  it("tells what is not there from what cannot be read, and tries again", async () => {
    const folder = temporaryFolder();
    writeFiles(folder, { "damaged.h5": "x" });
    const { networks, read } = reader();
    await expect(networks.read(join(folder, "none.h5"))).rejects.toThrow(ModelMissing);
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(networks.read(join(folder, "damaged.h5"))).rejects.toThrow("It is damaged.");
    }
    expect(read).toHaveLength(2);
  });
});
