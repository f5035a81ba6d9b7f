import { describe, expect, it } from "vitest";
import { completionsAt, type Surroundings } from "../../../src/extension/recipes/completions.ts";
import { hoverAt } from "../../../src/extension/recipes/hovers.ts";
import { type LensFacts, recipeLenses } from "../../../src/extension/recipes/lenses.ts";
import { schedulePreview } from "../../../src/extension/recipes/schedulePreview.ts";
import { analyse, analyseWith, changed, files, plain, recipe, withoutRules } from "./analyses.ts";

const nothing: LensFacts = { newestRun: undefined, trainFirst: undefined, training: undefined };

describe("lenses", () => {
  const titles = async (analysis: ReturnType<typeof analyse>, facts = nothing) =>
    recipeLenses(await analysis, facts).map(({ title }) => plain(title));

  it("run the recipe, preview it, open its newest run, and say what each rule does", async () => {
    expect(await titles(analyse(), { ...nothing, newestRun: "/w/runs/a" })).toEqual([
      "$(play) Run",
      "Preview Schedule",
      "Open Newest Run",
      "1 of 2 tensors, later rules have the others · 128 weights · 5 events up to pass 12 · 75.0 %",
      "2 tensors · 1,664 weights · 5 events up to pass 12 · 80.0 %",
    ]);
  });

  it("say what is in the way", async () => {
    const [blocked] = await titles(analyse(changed('"endPass": 12 },', '"endPas": 12 },')));
    expect(blocked).toBe("$(error) 1 problem to solve before it can run");
  });

  it("offer to train the network that is missing", async () => {
    const missing = analyse(recipe, files({ missing: ["/w/mobilenet/model.json"] }));
    const trainFirst = { recipe: "/w/train.prune.json", name: "train.prune.json", folder: "/w/runs/dense" };
    const [lens] = recipeLenses(await missing, { ...nothing, trainFirst });
    expect(lens).toEqual({
      at: [],
      title: "$(play) Run train.prune.json first: it trains mobilenet/model.json",
      does: { action: "trainFirst", recipe: "/w/train.prune.json", folder: "/w/runs/dense" },
    });
  });

  it("say that the network is being trained", async () => {
    const refuse = async () => {
      throw new Error("The run has not exported a model yet.");
    };
    const [lens] = recipeLenses(await analyse(recipe, files({ network: refuse })), {
      ...nothing,
      training: "/w/runs/a",
    });
    expect(lens).toEqual({
      at: [],
      title: "$(sync~spin) mobilenet/model.json is being trained: run this when it has ended",
      does: { action: "openRun", folder: "/w/runs/a" },
    });
  });

  it("say that a rule keeps layers dense, selects nothing, or only when it prunes", async () => {
    expect((await titles(analyse(changed("0.8", "0")))).at(-1)).toBe("stays dense: 2 tensors · 1,664 weights");
    expect((await titles(analyse(changed('"pointwise"', '"depthwise2"')))).at(-2)).toBe("selects nothing");
    const again = await titles(analyse(changed('"pointwise"', '"conv_pw_2"')));
    expect(again.at(-2)).toBe("later rules select all of it again");
    const missing = analyse(recipe, files({ missing: ["/w/mobilenet/model.json"] }));
    expect((await titles(missing)).at(-1)).toBe("5 events up to pass 12");
  });

  it("of a recipe that only trains have no schedule to preview", async () => {
    expect(await titles(analyse(withoutRules))).toEqual(["$(play) Run"]);
  });
});

describe("a hover", () => {
  const over = async (text: string, analysis = analyse()) => {
    const hover = hoverAt(await analysis, recipe.indexOf(text) + 1);
    return hover && { ...hover, markdown: plain(hover.markdown) };
  };

  it("over a selector lists the tensors that it selects", async () => {
    expect((await over('"pointwise"'))?.markdown).toBe(
      [
        "`pointwise` selects 2 tensors · 1,152 weights · 58.2 % of the network.",
        "",
        "| tensor | shape |\u2003weights |\u2003share |",
        "|:--|:--|--:|--:|",
        "| `conv_pw_1/kernel` | [1, 1, 8, 16] | 128 | 6.5 % |",
        "| `conv_pw_2/kernel` | [1, 1, 16, 64] | 1,024 | 51.8 % |",
      ].join("\n"),
    );
    expect((await over('"conv_pw_2"'))?.length).toBe('"conv_pw_2"'.length);
  });

  it("over a rule's schedule shows its events, for the tensors that the rule decides over", async () => {
    expect((await over('"endPass"'))?.markdown).toBe(
      [
        "| pass |\u2003sparsity |\u2003kept of 128 |",
        "|--:|--:|--:|",
        "| 0 | 29.0 % | 90 |",
        "| 3 | 46.0 % | 69 |",
        "| 6 | 58.0 % | 53 |",
        "| 9 | 67.4 % | 41 |",
        "| 12 | 75.0 % | 32 |",
      ].join("\n"),
    );
  });

  it("over anything else is the schema's", async () => {
    expect(await over('"passes"')).toBeUndefined();
    expect(await over('"mobilenet/model.json"')).toBeUndefined();
  });

  it("says nothing about selectors of a network that is not known", async () => {
    expect(await over('"pointwise"', analyseWith({ weights: 0 }))).toBeUndefined();
  });

  it("over a layer that learns says so", async () => {
    const text = changed('"passes"', '"trainable": ["conv_pw_*"], "passes"');
    const hover = hoverAt(await analyse(text), text.indexOf("conv_pw_*"));
    expect(plain(hover?.markdown ?? "")).toBe("Learns: 2 layers · 58.2 % of all weights. `conv_pw_1`, `conv_pw_2`");
  });
});

describe("completions", () => {
  const around: Surroundings = {
    folder: "/w",
    models: async () => [
      { kind: "file", path: "/w/nets/a.h5" },
      { kind: "run", path: "/w/runs/dense" },
    ],
    data: async () => [
      { type: "images", path: "/w/flowers" },
      { type: "csv", train: "/w/iris.csv", test: "/w/iris-test.csv" },
    ],
    facts: async () => ({ columns: [{ name: "species", examples: ["setosa", "virginica"] }] }) as never,
  };
  /** At the `|`, which is not part of the text. */
  const at = async (text: string, analysis = analyse(text.replace("|", ""))) => {
    const completions = await completionsAt(await analysis, text.indexOf("|"), around);
    return completions?.items.map(({ value, detail }) => [value, plain(detail)]);
  };
  const inDataset = (dataset: string) => changed('{ "type": "sample", "name": "fashion-mnist" }', dataset);

  it("of a selector are groups, classes, globs and layers, with what they select", async () => {
    const items = await at(changed('"pointwise"', '"|"'));
    expect(items?.slice(0, 3)).toEqual([
      ["pointwise", "1,152 weights · 58.2 %"],
      ["conv", "1,224 weights · 61.9 %"],
      ["dense", "640 weights · 32.4 %"],
    ]);
    expect(items?.map(([value]) => value)).toEqual(
      expect.arrayContaining(["Conv2D", "conv_pw_*", "conv1", "predictions"]),
    );
    expect(items?.map(([value]) => value)).not.toContain("conv1_bn");
  });

  it("replace the value with its quotes", async () => {
    const completions = await completionsAt(await analyse(), recipe.indexOf("pointwise") + 3, around);
    expect(recipe.slice(completions?.offset, (completions?.offset ?? 0) + (completions?.length ?? 0))).toBe(
      '"pointwise"',
    );
  });

  it("of the layers that learn are whole layers", async () => {
    const items = await at(changed('"passes"', '"trainable": ["|"], "passes"'));
    expect(items?.map(([value]) => value)).toContain("conv1_bn");
  });

  it("of a network without weights are its layers' names", async () => {
    const layers = [{ name: "conv1", className: "Conv2D", tensors: [] }];
    const text = changed('"pointwise"', '"|"');
    const items = await at(text, analyseWith({ weights: 0, layers }, text.replace("|", "")));
    expect(items).toEqual([
      ["Conv2D", "1 layer"],
      ["conv1", "1 layer"],
    ]);
  });

  it("of the model are models and runs of the workspace", async () => {
    expect(await at(changed('"mobilenet/model.json"', '"|"'))).toEqual([
      ["nets/a.h5", "model"],
      ["runs/dense", "newest export of this run"],
    ]);
  });

  it("of data are what is of its kind, each file in its place", async () => {
    expect(await at(inDataset('{ "type": "images", "path": "|" }'))).toEqual([["flowers", "images, a folder a class"]]);
    expect(await at(inDataset('{ "type": "csv", "train": "|" }'))).toEqual([["iris.csv", "csv"]]);
    expect(await at(inDataset('{ "type": "csv", "train": "iris.csv", "test": "|" }'))).toEqual([
      ["iris-test.csv", "csv"],
    ]);
    expect(await at(inDataset('{ "type": "csv", "train": "iris.csv", "label": "|" }'))).toEqual([
      ["species", "setosa, virginica"],
    ]);
  });

  it("of keys and all else are the schema's", async () => {
    expect(await at(changed('"passes"', '"pa|sses"'))).toBeUndefined();
    expect(await at(changed('"passes": 20', '"passes": |20'))).toBeUndefined();
    expect(await at(inDataset('{ "type": "|" }'))).toBeUndefined();
  });
});

describe("the preview of a schedule", () => {
  it("has a curve and a table a rule, and what follows of all of them", async () => {
    const page = plain(schedulePreview("lenet.prune.json", await analyse()));
    expect(page).toContain("# lenet.prune.json\n\n20 passes of `mobilenet/model.json`: ");
    expect(page).toContain("of its 1,978 weights become zero.");
    expect(page.match(/^## .*$/gm)).toEqual(["## `pointwise`", "## `predictions`, `conv_pw_2`"]);
    expect(page.match(/<svg [^\n]*<\/svg>/g)).toHaveLength(2);
    expect(page).toContain("| 12 | 80.0 % | 331 |");
  });

  it("says what is wrong", async () => {
    const page = schedulePreview("a.prune.json", await analyse(changed('"passes": 20', '"passes": 9')));
    expect(page).toContain("- **Warning**: The run has 9 passes");
    expect(schedulePreview("a.prune.json", await analyse("{"))).toContain("The recipe has errors");
  });

  it("of a recipe without rules says so", async () => {
    const text = withoutRules;
    expect(schedulePreview("a.prune.json", await analyse(text))).toContain("trained without being pruned");
  });
});
