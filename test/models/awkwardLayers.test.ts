import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { File, type Group, ready } from "h5wasm/node";
import { describe, expect, it } from "vitest";
import { openModel } from "../../src/models/open.ts";
import { normalizeTopology } from "../../src/models/topology/normalize.ts";
import { temporaryFolder } from "./folder.ts";

const folder = await temporaryFolder();

function sequential(...layers: object[]) {
  return { class_name: "Sequential", config: { name: "net", layers } };
}

/** What becomes of one layer between an input and nothing else, and what is said of it. */
function normalized(className: string, config: object) {
  const input = { class_name: "InputLayer", config: { name: "in", batch_input_shape: [null, 4, 4, 3] } };
  const { topology, warnings } = normalizeTopology(
    sequential(input, { class_name: className, config: { name: "x", ...config } }),
    "m",
  );
  return { layers: topology.config.layers as object[], topology, warnings };
}

describe("layers that TensorFlow.js reads differently", () => {
  it("restores the dimensions of a global pooling once, however often the model is written and opened", () => {
    const first = normalized("GlobalAveragePooling2D", { keepdims: true });
    expect(first.layers[2]).toEqual({ class_name: "Reshape", config: { name: "x_keepdims", target_shape: [1, 1, 3] } });
    expect(normalizeTopology(first.topology, "m").topology).toEqual(first.topology);
  });

  it("makes an Identity the linear activation, since to TensorFlow.js Identity is an initializer", () => {
    expect(normalized("Identity", {}).layers[1]).toEqual({
      class_name: "Activation",
      config: { name: "x", activation: "linear" },
    });
  });

  it("says that bilinear upsampling gives other results than in Keras, and says nothing of the nearest pixel", () => {
    expect(normalized("UpSampling2D", { size: [2, 2], interpolation: "bilinear" }).warnings).toEqual([
      expect.stringContaining("x: TensorFlow.js enlarges bilinearly"),
    ]);
    expect(normalized("UpSampling2D", { size: [2, 2], interpolation: "nearest" }).warnings).toEqual([]);
  });

  it("says that depthwise convolutions go without their dilation", () => {
    const warningsOf = (dilation_rate: unknown) =>
      normalized("DepthwiseConv2D", { kernel_size: 3, dilation_rate }).warnings;
    expect(warningsOf([2, 2])).toEqual([expect.stringContaining("x: TensorFlow.js leaves the dilation")]);
    expect(warningsOf(2)).toHaveLength(1);
    expect(warningsOf([1, 1])).toEqual([]);
  });

  it("warns of grouped convolutions, and not of the groups of a GroupNormalization", () => {
    expect(normalized("Conv2D", { filters: 4, kernel_size: [3, 3], groups: 2 }).warnings).toEqual([
      "x: grouped convolutions are not known to TensorFlow.js.",
    ]);
    expect(normalized("GroupNormalization", { groups: 2 }).warnings).toEqual([]);
  });
});

/** An HDF5 file with a model's configuration and variables laid out as Keras 3 does, each of one value. */
async function keras3File(name: string, model: object, variables: Readonly<Record<string, number>>): Promise<string> {
  await ready;
  const path = join(folder, name);
  const file = new File(path, "w");
  file.create_attribute("model_config", JSON.stringify(model));
  for (const [address, value] of Object.entries(variables)) {
    const parts = address.split("/");
    const dataset = parts.pop() ?? "";
    let group: Group = file;
    for (const part of parts) {
      const there = group.keys().includes(part) ? group.get(part) : group.create_group(part);
      group = there as Group;
    }
    group.create_dataset({ name: dataset, data: Float32Array.of(value) });
  }
  file.close();
  return path;
}

describe("weights that Keras 3 stores in groups inside of a layer", () => {
  it("are all listed for a layer whose class is not known, without the state of random number generators", async () => {
    const attention = { class_name: "MultiHeadAttention", config: { name: "attention" } };
    const dropout = { class_name: "Dropout", config: { name: "dropout", rate: 0.5 } };
    const path = await keras3File("attention.h5", sequential(attention, dropout), {
      "layers/multi_head_attention/query_dense/vars/0": 1,
      "layers/multi_head_attention/query_dense/vars/1": 2,
      "layers/multi_head_attention/output_dense/vars/0": 3,
      "layers/dropout/seed_generator/vars/0": 4,
    });
    const model = await openModel(path);
    expect(model.layers.map(({ name, tensors }) => [name, tensors.map((tensor) => tensor.name)])).toEqual([
      ["attention", ["attention/output_dense/0", "attention/query_dense/0", "attention/query_dense/1"]],
      ["dropout", []],
    ]);
    expect(await model.read("attention/query_dense/1")).toEqual(Float32Array.of(2));
    await model.close();
  });

  it("have their names in classes that TensorFlow.js lacks", async () => {
    const model = await openModel(
      await keras3File("groups.h5", sequential({ class_name: "GroupNormalization", config: { name: "norm" } }), {
        "layers/group_normalization/vars/0": 1,
        "layers/group_normalization/vars/1": 2,
      }),
    );
    expect(model.layers[0].tensors.map(({ name }) => name)).toEqual(["norm/gamma", "norm/beta"]);
    await model.close();
  });
});

it("opens JSON that begins with a byte order mark, as editors on Windows write it", async () => {
  const path = join(folder, "marked.json");
  await writeFile(path, `\ufeff${JSON.stringify({ weightsManifest: [] })}`);
  const model = await openModel(path);
  expect(model.format).toBe("tfjs-weights");
  await model.close();
});

it.each([
  ["models inside of models", `${'{"class_name":"Sequential","config":{"layers":['.repeat(2000)}${"]}}".repeat(2000)}`],
  ["brackets that nothing closes", "[".repeat(100_000)],
])("refuses %s without end", async (_, json) => {
  const path = join(folder, "deep.json");
  await writeFile(path, json);
  await expect(openModel(path)).rejects.toThrow("deep.json nests its JSON more than 500 levels deep");
});

it("does not take brackets inside of strings for nesting", async () => {
  const path = join(folder, "brackets.json");
  await writeFile(path, JSON.stringify({ weightsManifest: [], note: `"\\${"[{".repeat(1000)}` }));
  await expect(openModel(path)).resolves.toMatchObject({ format: "tfjs-weights" });
});
