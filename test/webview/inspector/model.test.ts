import { describe, expect, it } from "vitest";
import { maskFacts } from "../../../src/heatmap/facts.ts";
import { quantizeLevels } from "../../../src/heatmap/levels.ts";
import type { InspectedRun } from "../../../src/protocol/maskInspector.ts";
import type { TensorEntry, TensorStatistics } from "../../../src/protocol/tensorViews.ts";
import { matrixLayout } from "../../../src/pruning/matrixLayout.ts";
import { tensorStatistics } from "../../../src/pruning/statistics.ts";
import { factsOf } from "../../../webview/inspector/model/facts.ts";
import { Measuring } from "../../../webview/inspector/model/measuring.ts";
import { plannedPasses } from "../../../webview/inspector/model/plannedPasses.ts";
import { recall } from "../../../webview/inspector/model/remembered.ts";
import { groupTensors, type ListRow, listRows, titleOf } from "../../../webview/inspector/model/tensorList.ts";
import { totalsOf } from "../../../webview/inspector/model/totals.ts";
import { visibleRows } from "../../../webview/inspector/model/visibleRows.ts";
import { sharedPrefix, withoutShared } from "../../../webview/shared/names.ts";
import { eventPasses, generate, target } from "../heatmap/generated.ts";

function entry(layer: string, role: string, shape: readonly number[], pruned = false): TensorEntry {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const name = `${layer}/${role}`;
  return { name, layer, className: "Dense", role, shape, dtype: "float32", size, bytes: 4 * size, pruned };
}

const statistics = (sparsity: number, dead = 0, size = 100) =>
  ({ size, nnz: size * (1 - sparsity), sparsity, dead: { rows: 0, columns: dead, inputs: 0 } }) as TensorStatistics;

const labels = (rows: readonly ListRow[]) =>
  rows.map(({ kind, label }) => `${kind === "heading" ? "# " : ""}${label.whole}`);

describe("the tensors of a file", () => {
  const kernel = entry("fc1", "kernel", [8, 4], true);
  const dense = entry("conv1", "kernel", [3, 3, 1, 4]);
  const bias = entry("fc1", "bias", [4]);

  it("are apart by what a mask history knows", () => {
    expect(groupTensors([dense, kernel, bias])).toEqual({ main: [kernel], others: [dense, bias] });
  });

  it("are apart by whether they are matrices where there is no mask history", () => {
    const plain = { ...kernel, pruned: false };
    expect(groupTensors([dense, plain, bias])).toEqual({ main: [dense, plain], others: [bias] });
    expect(groupTensors([entry("bn", "gamma", [1, 1, 8])]).main).toEqual([]);
  });

  it("are called by their layer, and by their role where that is not the kernel", () => {
    expect([kernel, bias, { ...bias, layer: "" }].map(titleOf)).toEqual(["fc1", "fc1 · bias", "fc1/bias"]);
  });
});

describe("the list of tensors", () => {
  const lstm = [entry("lstm", "kernel", [4, 16]), entry("lstm", "recurrent_kernel", [4, 16])];
  const tensors = [entry("a", "kernel", [2, 2]), ...lstm, entry("head", "kernel", [16, 9])];
  const known = new Map([
    ["a/kernel", statistics(0.2, 0)],
    ["head/kernel", statistics(0.9, 3)],
    ["lstm/kernel", statistics(0.5, 1)],
  ]);
  const rows = (filter: string, sort: "order" | "size" | "sparsity" | "bytes" | "dead") =>
    labels(listRows(tensors, known, { filter, sort }));

  it("puts tensors of one layer below its name", () => {
    expect(rows("", "order")).toEqual(["a", "# lstm", "kernel", "recurrent_kernel", "head"]);
  });

  it("sorts the largest first, and what is not measured last", () => {
    expect(rows("", "size")).toEqual(["head", "lstm", "lstm · recurrent_kernel", "a"]);
    expect(rows("", "bytes")).toEqual(["head", "lstm", "lstm · recurrent_kernel", "a"]);
    expect(rows("", "sparsity")).toEqual(["head", "lstm", "a", "lstm · recurrent_kernel"]);
    expect(rows("", "dead")).toEqual(["head", "lstm", "a", "lstm · recurrent_kernel"]);
  });

  it("finds all words in the name or the class, whatever their case", () => {
    expect(rows("LSTM rec", "order")).toEqual(["lstm · recurrent_kernel"]);
    expect(rows("dense", "order")).toHaveLength(5);
    expect(rows("nothing", "order")).toEqual([]);
  });

  it("numbers the tensors, not the headings", () => {
    const places = listRows(tensors, known, { filter: "", sort: "order" }).map((row) =>
      row.kind === "tensor" ? [row.place, row.of] : undefined,
    );
    expect(places).toEqual([[1, 4], undefined, [2, 4], [3, 4], [4, 4]]);
  });

  it("has only the rows in the page that are in sight, and a few more", () => {
    expect(visibleRows(300, 22, 0, 440)).toEqual({ start: 0, end: 26 });
    expect(visibleRows(300, 22, 3000, 440)).toEqual({ start: 130, end: 163 });
    expect(visibleRows(3, 22, 0, 440)).toEqual({ start: 0, end: 3 });
  });
});

describe("long names", () => {
  it("lose what all of them share", () => {
    expect(sharedPrefix(["conv_pw_1", "conv_pw_13"])).toBe("conv_pw_");
    expect(withoutShared(["net/stage1/block_2/conv", "net/stage2/block_7/conv"])).toEqual(["stage1/…2", "stage2/…7"]);
    expect(withoutShared(["conv_pw_1", "conv_pw_13"])).toEqual(["…1", "…13"]);
  });

  it("keep what tells them apart where they are of different depth", () => {
    expect(withoutShared(["net/stem", "net/block/conv"])).toEqual(["stem", "block/conv"]);
    expect(withoutShared(["conv1", "fc1"])).toEqual(["conv1", "fc1"]);
    expect(withoutShared(["only/one"])).toEqual(["only/one"]);
    expect(withoutShared([])).toEqual([]);
  });

  it("stay different", () => {
    const names = Array.from({ length: 50 }, (_, i) => `model/stage_${i % 5}/block_${i}/pointwise`);
    expect(new Set(withoutShared(names)).size).toBe(50);
  });
});

describe("totals", () => {
  it("are of what has been measured, and say so", () => {
    const tensors = [entry("a", "kernel", [10, 10]), entry("b", "kernel", [10, 30])];
    const known = new Map([["a/kernel", statistics(0.4)]]);
    expect(totalsOf(tensors, new Map())).toEqual({ measured: 0, tensors: 2, weights: 400, sparsity: undefined });
    expect(totalsOf(tensors, known)).toEqual({ measured: 1, tensors: 2, weights: 400, sparsity: 0.4 });
    known.set("b/kernel", statistics(0.8, 0, 300));
    expect(totalsOf(tensors, known).sparsity).toBeCloseTo(0.7, 12);
  });
});

describe("measuring", () => {
  const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

  function start(fails: readonly string[] = []) {
    const asked: string[] = [];
    const heard: string[] = [];
    const pending: (() => void)[] = [];
    const measuring = new Measuring({
      statistics: (tensor) => {
        asked.push(tensor);
        return new Promise((resolve, reject) => {
          pending.push(() => (fails.includes(tensor) ? reject(new Error("gone")) : resolve(statistics(0))));
        });
      },
      measured: (tensor) => heard.push(tensor),
      failed: (tensor, { message }) => heard.push(`${tensor}: ${message}`),
    });
    const answer = async () => {
      pending.shift()?.();
      await settled();
    };
    return { measuring, asked, heard, answer };
  }

  it("asks for one tensor at a time, the preferred one next", async () => {
    const { measuring, asked, answer } = start();
    measuring.add(["a", "b", "c", "d"]);
    expect(asked).toEqual(["a"]);
    measuring.prefer("c");
    measuring.prefer("a");
    await answer();
    expect(asked).toEqual(["a", "c"]);
    await answer();
    await answer();
    expect(asked).toEqual(["a", "c", "b", "d"]);
  });

  it("goes on after a tensor that cannot be measured", async () => {
    const { measuring, heard, answer } = start(["a"]);
    measuring.add(["a", "b"]);
    await answer();
    await answer();
    expect(heard).toEqual(["a: gone", "b"]);
  });

  it("hears nothing any more once it is stopped", async () => {
    const { measuring, asked, heard, answer } = start();
    measuring.add(["a", "b"]);
    measuring.stop();
    await answer();
    expect([asked, heard]).toEqual([["a"], []]);
  });
});

describe("the facts of a tensor", () => {
  const tensor = generate({ layer: "fc", shape: [40, 20], deadColumns: [3] });
  const layout = matrixLayout(tensor.entry.shape);
  const measured = tensorStatistics(tensor.weights, tensor.entry.shape);
  const run: InspectedRun = {
    name: "run-1",
    eventPasses,
    plan: [
      {
        ...target,
        tensor: tensor.entry.name,
        layer: "fc",
        className: "Dense",
        shape: [40, 20],
        role: "kernel",
        rule: 0,
        select: "dense",
      },
    ],
  };
  const domain = { low: 0.01, high: 1 };
  const mask = (event: number) =>
    maskFacts(
      { rows: 40, columns: 20, levels: quantizeLevels(tensor.weights, domain), prunedAt: tensor.prunedAt },
      layout,
      event,
    );
  const common = { entry: tensor.entry, layout, range: undefined, run, events: 9, isWindowed: false };
  const find = (facts: ReturnType<typeof factsOf>, name: string) => facts.find((fact) => fact.name === name);

  it("are what was asked and what was reached at the event that is looked at", () => {
    const facts = factsOf({ ...common, mask: mask(9), statistics: measured, event: 9 });
    expect(find(facts, "sparsity")).toMatchObject({ value: "75.0\u202f%", note: "asked 75.0\u202f%" });
    expect(find(facts, "target")).toMatchObject({ value: "75.0\u202f%", note: "by pass 24" });
    expect(find(facts, "non-zero")).toMatchObject({ value: "200", note: "of 800" });
    expect(find(facts, "dead filters")).toMatchObject({ isBad: true });
    const earlier = factsOf({ ...common, mask: mask(2), statistics: measured, event: 2 });
    expect(find(earlier, "sparsity")?.note).toMatch(/^asked [23]\d\.\d/);
    // What later events removed is zero now: nothing says what was zero then.
    expect(find(earlier, "non-zero")).toBeUndefined();
    expect(find(earlier, "kept")).toBeDefined();
  });

  it("are – until they are known, and never those of another event", () => {
    const unknown = factsOf({ ...common, mask: undefined, statistics: undefined, event: 9 });
    expect(find(unknown, "sparsity")?.value).toBe("–");
    expect(find(unknown, "dead filters")?.value).toBe("–");
    const past = factsOf({ ...common, mask: undefined, statistics: measured, event: 4 });
    expect(find(past, "sparsity")?.value).toBe("–");
    const now = factsOf({ ...common, mask: undefined, statistics: measured, event: 9 });
    expect(find(now, "sparsity")?.value).toBe("75.0\u202f%");
  });

  it("count what is not a number only where there is any", () => {
    const broken = { ...measured, nan: 2, infinite: 0 };
    const facts = factsOf({ ...common, mask: mask(9), statistics: broken, event: 9 });
    expect(find(facts, "NaN")).toEqual({ name: "NaN", value: "2", isBad: true });
    expect(find(facts, "infinite")).toBeUndefined();
  });

  it("ask nothing of a tensor without a plan, and call nothing dead in a vector", () => {
    const bias = entry("fc", "bias", [20]);
    const facts = factsOf({
      ...common,
      entry: bias,
      layout: matrixLayout([20]),
      mask: undefined,
      statistics: undefined,
      event: 0,
    });
    expect(facts.map(({ name }) => name)).toEqual(["sparsity", "non-zero", "bytes"]);
  });

  it("know the passes of events that have not happened", () => {
    expect(plannedPasses({ ...run, eventPasses: [0, 3, 6] })).toEqual([9, 12, 15, 18, 21, 24]);
    expect(plannedPasses(run)).toEqual([]);
  });
});

describe("what a person has chosen", () => {
  it("is found again", () => {
    const choices = { tensor: "fc1/kernel", mode: "prunedAt", sort: "dead", showsOthers: true };
    expect(recall(choices)).toEqual(choices);
  });

  it("is left where it makes no sense", () => {
    const fresh = { tensor: undefined, mode: undefined, sort: "order", showsOthers: false };
    expect(recall(undefined)).toEqual(fresh);
    expect(recall("text")).toEqual(fresh);
    expect(recall({ tensor: 7, mode: "x-ray", sort: null, showsOthers: "yes" })).toEqual(fresh);
  });
});
